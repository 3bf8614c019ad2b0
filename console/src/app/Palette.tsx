import { Loader, Modal, ScrollArea, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { IconAddressBook, IconFile, IconMapPin, IconNote, IconPhone, IconSearch, IconUser, type Icon } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { api } from '~/api/client';
import type { SearchHit } from '~/api/models';
import { useCan } from '~/api/session';
import { humanize } from '~/lib/format';
import { EXTRA, SECTIONS } from './navigation';
import { placeOf } from './places';

interface Entry {
  key: string;
  title: string;
  subtitle: string;
  icon: Icon;
  to: string;
}

const ICONS: Record<string, Icon> = {
  accounts: IconAddressBook, account_contacts: IconUser, contacts: IconUser, account_addresses: IconMapPin, addresses: IconMapPin,
  notes: IconNote, files: IconFile, call_logs: IconPhone, account_call_logs: IconPhone, users: IconUser,
};

/** Search over everything the server can find, and every screen by name. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('');
  const [cursor, setCursor] = useState(0);
  const [words] = useDebouncedValue(text.trim(), 140);
  const navigate = useNavigate();
  const list = useRef<HTMLDivElement>(null);
  const hits = useQuery({
    queryKey: ['search', words],
    queryFn: ({ signal }) => api.get<SearchHit[]>('/search', { q: words, limit: 20 }, signal),
    enabled: words.length > 1,
    placeholderData: keepPreviousData,
  });
  const places = usePlaces(text);
  const found: Entry[] = (words.length > 1 ? (hits.data ?? []) : []).map((hit) => ({
    key: `${hit.entity}-${hit.id}`,
    title: hit.title,
    subtitle: [humanize(hit.entity), hit.subtitle].filter(Boolean).join(' · '),
    icon: ICONS[hit.entity] ?? IconSearch,
    to: placeOf(hit),
  }));
  const entries = [...found, ...places];
  useEffect(() => setCursor(0), [text, hits.data]);
  useEffect(() => list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }), [cursor]);
  const go = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    void navigate({ to: entry.to });
  };
  const onKey = (event: React.KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setCursor((current) => (current + step + entries.length) % Math.max(entries.length, 1));
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      go(entries[cursor]);
    }
  };
  const selected = entries[cursor];
  return (
    <Modal opened onClose={onClose} withCloseButton={false} size={620} padding={8} yOffset="12vh" centered={false} transitionProps={{ duration: 90 }} aria-label="Search">
      <TextInput data-autofocus size="md" variant="unstyled" px={6} placeholder="Name, phone, email, address, account number, or a screen" value={text}
        leftSection={hits.isFetching ? <Loader size={15} /> : <IconSearch size={17} />} onChange={(event) => setText(event.currentTarget.value)} onKeyDown={onKey}
        role="combobox" aria-expanded aria-controls="palette-list" aria-activedescendant={selected ? `palette-${selected.key}` : undefined} aria-label="Search" />
      <ScrollArea.Autosize mah={420} mt={4} type="auto">
        <div role="listbox" id="palette-list" aria-label="Results" ref={list}>
          {entries.map((entry, index) => (
            <div key={entry.key} id={`palette-${entry.key}`} role="option" aria-selected={index === cursor} className="palette-item"
              onMouseMove={() => setCursor(index)} onClick={() => go(entry)}>
              <entry.icon size={17} stroke={1.6} style={{ color: 'var(--muted)', flex: 'none' }} />
              <div style={{ minWidth: 0 }}>
                <Text size="sm" fw={540} truncate>{entry.title}</Text>
                <Text size="xs" c="dimmed" truncate>{entry.subtitle}</Text>
              </div>
            </div>
          ))}
        </div>
        {entries.length === 0 && (
          <Text size="sm" c="dimmed" ta="center" py="lg">{hits.isFetching ? 'Searching' : hits.isError ? 'The search is not available right now.' : 'Nothing found'}</Text>
        )}
      </ScrollArea.Autosize>
    </Modal>
  );
}

function usePlaces(text: string): Entry[] {
  const can = useCan();
  return useMemo(() => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const named = SECTIONS.flatMap((section) => section.places.map((place) => ({ place, group: section.title ?? 'Go to' })));
    return [...EXTRA.map((place) => ({ place, group: 'Action' })), ...named]
      .filter(({ place }) => !place.needs || can(place.needs))
      .filter(({ place }) => words.every((word) => `${place.label} ${place.words ?? ''}`.toLowerCase().includes(word)))
      .map(({ place, group }) => ({ key: place.to, title: place.label, subtitle: group, icon: place.icon, to: place.to }));
  }, [text, can]);
}
