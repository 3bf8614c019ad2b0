import { Alert, Anchor, Button, PasswordInput, PinInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { useEffect, useState, type ReactNode } from 'react';
import { api, ApiError } from '~/api/client';
import { sessionQuery } from '~/api/session';
import { Logo } from '~/ui/Logo';
import { useTitle } from '~/ui/Page';
import { insideConsole } from './next';
import { SecondFactor } from './SecondFactor';

type Step = 'password' | 'code' | 'change' | 'enrol';

interface SignedIn {
  must_reset: boolean;
  must_enrol_totp: boolean;
}

const TITLES: Record<Step, string> = { password: 'Sign in', code: 'Sign in', change: 'Choose a new password', enrol: 'Set up a second factor' };

/** Signing in: password, then the second factor and a forced new password when they are asked for. */
export default function Login() {
  useTitle('Sign in');
  const [step, setStep] = useState<Step>('password');
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const client = useQueryClient();
  const router = useRouter();
  const { next } = useSearch({ strict: false }) as { next?: string };
  const [mustEnrol, setMustEnrol] = useState(false);
  const enter = () => {
    client.removeQueries({ queryKey: sessionQuery.queryKey });
    router.history.push(insideConsole(next));
  };
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
    } catch (error) {
      if (error instanceof ApiError && error.secondFactor && step === 'password') return setStep('code');
      setProblem(error instanceof ApiError ? error.message : 'Something went wrong.');
    } finally {
      setBusy(false);
    }
  };
  const signIn = (code?: string) =>
    attempt(async () => {
      const answer = await api.post<SignedIn>('/session', { username, password, ...(code ? { totp_code: code } : {}) });
      proceed(answer);
    });
  const proceed = (answer: SignedIn) => {
    setMustEnrol(answer.must_enrol_totp);
    if (answer.must_reset) setStep('change');
    else if (answer.must_enrol_totp) setStep('enrol');
    else enter();
  };
  // Somebody who is signed in already, but has something to do first, continues at that step.
  useEffect(() => {
    const session = client.getQueryData(sessionQuery.queryKey);
    setMustEnrol(!!session?.must_enrol_totp);
    if (session?.user.must_reset) setStep('change');
    else if (session?.must_enrol_totp) setStep('enrol');
  }, [client]);
  return (
    <Frame title={TITLES[step]}>
      {problem && <Alert color="red" p="xs" role="alert">{problem}</Alert>}
      {step === 'password' && (
        <form onSubmit={(event) => (event.preventDefault(), void signIn())}>
          <Stack gap="sm">
            <TextInput label="Username" name="username" autoComplete="username" autoFocus required withAsterisk={false} size="md" value={username} onChange={(event) => setUsername(event.currentTarget.value)} />
            <PasswordInput label="Password" name="password" autoComplete="current-password" required withAsterisk={false} size="md" value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
            <Button type="submit" size="md" loading={busy} fullWidth mt={6}>Sign in</Button>
          </Stack>
        </form>
      )}
      {step === 'code' && <CodeStep busy={busy} onCode={signIn} onBack={() => (setProblem(null), setStep('password'))} />}
      {step === 'change' && <ChangeStep current={password} busy={busy} attempt={attempt} onDone={() => (mustEnrol ? setStep('enrol') : enter())} />}
      {step === 'enrol' && (
        <>
          <Text size="sm" c="dimmed">Everybody here signs in with a code of an authenticator app besides the password.</Text>
          <SecondFactor enabled={false} onReady={enter} />
        </>
      )}
    </Frame>
  );
}

function CodeStep({ busy, onCode, onBack }: { busy: boolean; onCode: (code: string) => void; onBack: () => void }) {
  const [recovery, setRecovery] = useState(false);
  const [code, setCode] = useState('');
  return (
    <form onSubmit={(event) => (event.preventDefault(), onCode(code))}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">{recovery ? 'Enter one of the recovery codes that you kept.' : 'Enter the six digits that your authenticator app shows.'}</Text>
        {recovery ? (
          <TextInput label="Recovery code" size="md" autoFocus value={code} onChange={(event) => setCode(event.currentTarget.value)} />
        ) : (
          <PinInput length={6} type="number" size="md" oneTimeCode autoFocus aria-label="Authentication code" value={code} onChange={setCode} onComplete={onCode} />
        )}
        <Button type="submit" size="md" loading={busy} fullWidth>Continue</Button>
        <Anchor component="button" type="button" size="sm" onClick={() => (setCode(''), setRecovery(!recovery))}>{recovery ? 'Use the authenticator app' : 'Use a recovery code'}</Anchor>
        <Anchor component="button" type="button" size="sm" c="dimmed" onClick={onBack}>Back</Anchor>
      </Stack>
    </form>
  );
}

interface ChangeProps {
  current: string;
  busy: boolean;
  attempt: (work: () => Promise<void>) => Promise<void>;
  onDone: () => void;
}

function ChangeStep({ current, busy, attempt, onDone }: ChangeProps) {
  const [old, setOld] = useState(current);
  const [first, setFirst] = useState('');
  const [second, setSecond] = useState('');
  const differs = second !== '' && first !== second;
  const save = () =>
    attempt(async () => {
      await api.patch('/session/password', { current_password: old, password: first });
      onDone();
    });
  return (
    <form onSubmit={(event) => (event.preventDefault(), !differs && void save())}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">Your password has to change before you go on.</Text>
        {!current && <PasswordInput label="Current password" size="md" autoComplete="current-password" required value={old} onChange={(event) => setOld(event.currentTarget.value)} />}
        <PasswordInput label="New password" size="md" autoComplete="new-password" autoFocus required value={first} onChange={(event) => setFirst(event.currentTarget.value)} />
        <PasswordInput label="New password again" size="md" autoComplete="new-password" required value={second} error={differs && 'The passwords differ.'} onChange={(event) => setSecond(event.currentTarget.value)} />
        <Button type="submit" size="md" loading={busy} fullWidth>Set password</Button>
      </Stack>
    </form>
  );
}

function Frame({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="login">
      <div className="art" aria-hidden="true">
        <svg className="rope" viewBox="0 0 600 800" preserveAspectRatio="xMidYMid slice" fill="none">
          <circle cx="318" cy="408" r="148" stroke="#1f4a51" strokeWidth="46" />
          <path d="M-40 700C140 700 230 560 318 408S480 130 660 110" stroke="#10292e" strokeWidth="92" />
          <path d="M-40 700C140 700 230 560 318 408S480 130 660 110" stroke="#6fb9be" strokeWidth="42" />
          <path d="M-40 700C140 700 230 560 318 408S480 130 660 110" stroke="#4f979d" strokeWidth="42" strokeDasharray="3 17" opacity=".75" />
          <path d="M170.200 400A148 148 0 0 0 334 555.100" stroke="#1f4a51" strokeWidth="46" />
        </svg>
        <div style={{ position: 'relative', display: 'flex', gap: 12, alignItems: 'center', color: '#fff' }}><Logo size={34} /><Text fw={680} fz={22}>Fairlead</Text></div>
        <Text style={{ position: 'relative' }} fz={15} maw={330} c="#cfe4e4">Accounts, services and the network behind them, on a machine of your own.</Text>
      </div>
      <main className="form">
        <Stack gap="lg" w="100%" maw={340}>
          <div className="narrow-only"><Logo size={36} on="var(--card)" /></div>
          <Title order={1} fz={26}>{title}</Title>
          {children}
        </Stack>
      </main>
    </div>
  );
}
