import { Alert, Button, Code, CopyButton, Group, PasswordInput, PinInput, SimpleGrid, Stack, Text } from '@mantine/core';
import { renderSVG } from 'uqr';
import { useMemo, useState } from 'react';
import { api, ApiError } from '~/api/client';
import { changed } from '~/api/query';
import { Card } from '~/ui/Page';
import { YesNo } from '~/ui/Status';

interface Enrolment {
  secret: string;
  otpauth_url: string;
}

/** Turns the second factor on (password, QR code, first code, recovery codes) and off. */
export function SecondFactor({ enabled, onReady }: { enabled: boolean; onReady?: () => void }) {
  const [password, setPassword] = useState('');
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
      changed('session');
    } catch (error) {
      setProblem(error instanceof ApiError ? error.message : 'Something went wrong.');
    } finally {
      setBusy(false);
    }
  };
  const begin = () => attempt(async () => setEnrolment(await api.post<Enrolment>('/session/totp', { current_password: password })));
  const confirm = (code: string) =>
    attempt(async () => {
      const answer = await api.post<{ recovery_codes: string[] }>('/session/totp/confirm', { code });
      setEnrolment(null);
      setPassword('');
      setCodes(answer.recovery_codes);
    });
  const turnOff = () => attempt(async () => (await api.delete('/session/totp', { current_password: password }), setPassword('')));
  return (
    <Card title="Second factor" actions={<YesNo value={enabled} yes="On" no="Off" />}>
      <Stack gap="sm">
        {problem && <Alert color="red" p="xs" role="alert">{problem}</Alert>}
        {codes && <RecoveryCodes codes={codes} onKept={() => (setCodes(null), onReady?.())} />}
        {enrolment && <Scan enrolment={enrolment} busy={busy} onCode={confirm} onCancel={() => setEnrolment(null)} />}
        {!codes && !enrolment && (
          <form onSubmit={(event) => (event.preventDefault(), void (enabled ? turnOff() : begin()))}>
            <Stack gap="sm">
              <Text size="sm" c="dimmed">{enabled ? 'Signing in asks for a code of your authenticator app.' : 'A code of an authenticator app, asked for after the password.'}</Text>
              <PasswordInput label="Current password" autoComplete="current-password" value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
              <div><Button type="submit" loading={busy} disabled={!password} {...(enabled ? { variant: 'default' } : {})}>{enabled ? 'Turn off' : 'Set up'}</Button></div>
            </Stack>
          </form>
        )}
      </Stack>
    </Card>
  );
}

function Scan({ enrolment, busy, onCode, onCancel }: { enrolment: Enrolment; busy: boolean; onCode: (code: string) => Promise<void>; onCancel: () => void }) {
  const picture = useMemo(() => `data:image/svg+xml,${encodeURIComponent(renderSVG(enrolment.otpauth_url, { border: 2 }))}`, [enrolment]);
  const [code, setCode] = useState('');
  return (
    <Group align="flex-start" gap="lg">
      <img src={picture} width={176} height={176} alt="QR code for the authenticator app" style={{ borderRadius: 8, background: '#fff' }} />
      <Stack gap="sm" style={{ flex: 1, minWidth: 230 }}>
        <Text size="sm">Scan this with your authenticator app, or type the key <Code>{enrolment.secret}</Code>. Then enter the code that it shows.</Text>
        <PinInput length={6} type="number" size="sm" oneTimeCode aria-label="Authentication code" value={code} onChange={setCode} onComplete={(value) => void onCode(value)} />
        <Group gap="xs"><Button loading={busy} disabled={code.length < 6} onClick={() => void onCode(code)}>Turn on</Button><Button variant="default" onClick={onCancel}>Cancel</Button></Group>
      </Stack>
    </Group>
  );
}

function RecoveryCodes({ codes, onKept }: { codes: string[]; onKept: () => void }) {
  return (
    <Stack gap="sm">
      <Text size="sm">The second factor is on. Keep these recovery codes in a safe place: each works once when the app is not at hand, and they are not shown again.</Text>
      <SimpleGrid cols={2} spacing={4} className="mono">{codes.map((code) => <span key={code}>{code}</span>)}</SimpleGrid>
      <Group gap="xs">
        <CopyButton value={codes.join('\n')}>{({ copied, copy }) => <Button variant="default" onClick={copy}>{copied ? 'Copied' : 'Copy all'}</Button>}</CopyButton>
        <Button onClick={onKept}>I have kept them</Button>
      </Group>
    </Stack>
  );
}
