import { ActionIcon, Burger, Button, Menu, Tooltip, useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { IconCheck, IconDeviceDesktop, IconKeyboard, IconLogout, IconMoon, IconPlus, IconSearch, IconSun, IconUserCircle } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { api } from '~/api/client';
import { queryClient } from '~/api/query';
import { sessionQuery, useCan, useSession } from '~/api/session';
import { DoubleShift, useKeys } from '~/lib/keys';
import { Bell } from '~/resources/notifications/Bell';
import { Logo } from '~/ui/Logo';
import { SECTIONS } from './navigation';

const Palette = lazy(() => import('./Palette'));
const Help = lazy(() => import('./Help'));

/** The frame of every signed-in screen: side bar, top bar, palette and key help. */
export function Shell() {
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  const [menu, setMenu] = useState(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  usePaletteKeys(() => setPalette((open) => !open));
  useKeys({ '?': () => setHelp(true) });
  useEffect(() => setMenu(false), [path]);
  return (
    <div className="shell">
      <a className="skip" href="#content">Skip to the content</a>
      <Side open={menu} />
      <div style={{ minWidth: 0 }} onClick={() => menu && setMenu(false)}>
        <header className="top">
          <Burger className="narrow-only" size="sm" opened={menu} onClick={() => setMenu(!menu)} aria-label="Menu" />
          <button type="button" className="searchbox" onClick={() => setPalette(true)}>
            <IconSearch size={15} />
            <span>Search or go to</span>
            <kbd className="wide-only">Ctrl K</kbd>
          </button>
          <TopActions onHelp={() => setHelp(true)} />
        </header>
        <main className="main" id="content" tabIndex={-1} style={{ outline: 'none' }}>
          <Outlet />
        </main>
      </div>
      <Suspense fallback={null}>
        {palette && <Palette onClose={() => setPalette(false)} />}
        {help && <Help onClose={() => setHelp(false)} />}
      </Suspense>
    </div>
  );
}

function Side({ open }: { open: boolean }) {
  const can = useCan();
  const version = useQuery({ queryKey: ['version'], queryFn: () => api.get<{ version: string }>('/_data/version'), staleTime: Infinity });
  return (
    <aside className="side" data-open={open || undefined}>
      <Link to="/" className="brand"><Logo /> Fairlead</Link>
      <nav aria-label="Main">
        {SECTIONS.map((section) => {
          const places = section.places.filter((place) => !place.needs || can(place.needs));
          if (places.length === 0) return null;
          return (
            <div key={section.title ?? 'top'}>
              {section.title && <h2>{section.title}</h2>}
              {places.map(({ to, label, icon: Icon }) => (
                <Link key={to} to={to} className="item" activeOptions={{ exact: to === '/', includeSearch: false }}>
                  <Icon size={17} stroke={1.6} />
                  {label}
                </Link>
              ))}
            </div>
          );
        })}
      </nav>
      <div className="foot tnum">{version.data ? `Version ${version.data.version}` : ' '}</div>
    </aside>
  );
}

function TopActions({ onHelp }: { onHelp: () => void }) {
  const session = useSession();
  const can = useCan();
  const navigate = useNavigate();
  const signOut = async () => {
    await api.delete('/session').catch(() => undefined);
    queryClient.clear();
    queryClient.setQueryData(sessionQuery.queryKey, null);
    await navigate({ to: '/login', search: {} });
  };
  return (
    <>
      <div style={{ marginLeft: 'auto' }} />
      {can('accounts.create') && (
        <Button className="wide-only" variant="light" leftSection={<IconPlus size={16} />} renderRoot={(props) => <Link to="/accounts/new" {...props} />}>Account</Button>
      )}
      <Bell />
      <SchemeMenu />
      <Tooltip label="Keys"><ActionIcon variant="subtle" color="gray" size="lg" aria-label="Keyboard help" onClick={onHelp} className="wide-only"><IconKeyboard size={19} stroke={1.6} /></ActionIcon></Tooltip>
      <Menu position="bottom-end" width={210} shadow="md">
        <Menu.Target>
          <Button variant="subtle" color="gray" px={8} leftSection={<IconUserCircle size={19} stroke={1.6} />} aria-label={`User menu of ${session?.user.name ?? ''}`}>
            <span className="wide-only">{session?.user.public_name || session?.user.username}</span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{session?.user.email_address}</Menu.Label>
          <Menu.Item leftSection={<IconUserCircle size={16} />} onClick={() => void navigate({ to: '/profile' })}>Your profile</Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>Sign out</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

const SCHEMES = [
  { value: 'auto', label: 'As the system', icon: IconDeviceDesktop },
  { value: 'light', label: 'Light', icon: IconSun },
  { value: 'dark', label: 'Dark', icon: IconMoon },
] as const;

function SchemeMenu() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const current = SCHEMES.find((scheme) => scheme.value === colorScheme) ?? SCHEMES[0];
  const Current = current.icon;
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Colour scheme" title="Colours"><Current size={19} stroke={1.6} /></ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {SCHEMES.map(({ value, label, icon: Icon }) => (
          <Menu.Item key={value} leftSection={<Icon size={16} />} rightSection={value === colorScheme ? <IconCheck size={15} aria-label="in use" /> : null} onClick={() => setColorScheme(value)}>{label}</Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function usePaletteKeys(toggle: () => void) {
  const latest = useRef(toggle);
  latest.current = toggle;
  useEffect(() => {
    const shifts = new DoubleShift();
    const down = (event: KeyboardEvent) => {
      shifts.down(event.key);
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        latest.current();
      }
    };
    const up = (event: KeyboardEvent) => shifts.up(event.key, event.timeStamp) && latest.current();
    window.addEventListener('keydown', down);
    window.addEventListener('keyup', up);
    return () => {
      window.removeEventListener('keydown', down);
      window.removeEventListener('keyup', up);
    };
  }, []);
}
