import { Button, Group, Text } from '@mantine/core';
import { IconPencil, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useCan } from '~/api/session';
import type { UsagePeriod, UsageTerms } from '~/api/usage';
import { formatData, useFormat } from '~/lib/format';
import { cents, fromCents } from '~/resources/accountbilling/cents';
import { Card } from '~/ui/Page';
import { capOf, free, type Cap } from './cap';
import { CorrectUsage } from './CorrectUsage';
import { TopOff } from './TopOff';

/** From here on somebody should think of buying more. */
const NEAR_IN_PERCENT = 80;

/** What the present period has used of what it may. */
export function PeriodCard({ account, terms, period }: { account: number; terms: UsageTerms; period: UsagePeriod | undefined }) {
  const can = useCan();
  const format = useFormat();
  const [buying, setBuying] = useState(false);
  const [correcting, setCorrecting] = useState(false);
  const cap = capOf(terms, period);
  const freely = period ? free(period) : 0;
  const actions = (
    <>
      {can('account_data_usage.update') && period && <Button size="xs" variant="default" leftSection={<IconPencil size={14} />} onClick={() => setCorrecting(true)}>Correct</Button>}
      {can('account_data_usage.top_off') && terms.allow_user_to_purchase_capacity && terms.overage_units_in_gigabytes && <Button size="xs" leftSection={<IconPlus size={14} />} onClick={() => setBuying(true)}>Buy more</Button>}
    </>
  );
  return (
    <Card title={period ? `Since ${format.instant(period.start_time)}` : 'This billing period'} actions={actions}>
      <Group justify="space-between" align="baseline" gap="xs">
        <Text className="tnum" fw={620} style={{ fontSize: '1.65rem', letterSpacing: '-0.02em', lineHeight: 1.2 }}>
          {formatData(cap.used_in_bytes)}{terms.has_policy && <Text span c="dimmed" size="md" fw={400}> of {formatData(cap.cap_in_bytes)}</Text>}
        </Text>
        {terms.has_policy && <Text size="sm" className="tnum" fw={560}>{cap.percent === Infinity ? 'Beyond' : `${Math.floor(cap.percent)} %`}</Text>}
      </Group>
      {terms.has_policy && <CapBar cap={cap} />}
      <Text size="sm" mt={8} className="tnum">{terms.has_policy ? words(cap, terms, format.money) : 'No cap: the account has no internet service with a usage policy.'}</Text>
      {freely > 0 && <Text size="sm" c="dimmed" mt={2} className="tnum">{formatData(freely)} more in free times, which do not count.</Text>}
      <TopOff account={account} terms={terms} opened={buying} onClose={() => setBuying(false)} />
      {period && <CorrectUsage account={account} period={period} opened={correcting} onClose={() => setCorrecting(false)} />}
    </Card>
  );
}

function words(cap: Cap, terms: UsageTerms, money: (amount: string) => string): string {
  if (cap.beyond_in_bytes === 0) return `${formatData(cap.left_in_bytes)} left.`;
  const beyond = `${formatData(cap.beyond_in_bytes)} beyond.`;
  if (cap.overage_units === 0) return `${beyond} It costs nothing.`;
  return `${beyond} As it stands, the end of the period charges ${money(fromCents(cents(terms.overage_cost) * cap.overage_units))} before taxes.`;
}

/** The cap as a bar: what the plan includes, what rolled over, what was bought; and how far it is used. */
function CapBar({ cap }: { cap: Cap }) {
  const whole = Math.max(cap.cap_in_bytes, cap.used_in_bytes, 1);
  const share = (bytes: number) => `${(bytes / whole) * 100}%`;
  const state = cap.beyond_in_bytes > 0 ? 'beyond' : cap.percent >= NEAR_IN_PERCENT ? 'near' : 'fine';
  const parts = [['Included', cap.included_in_bytes], ['Rolled over', cap.rolled_over_in_bytes], ['Bought', cap.bought_in_bytes], ['Beyond', cap.beyond_in_bytes]] as const;
  return (
    <div className="capbar" data-state={state}>
      <div className="track" role="meter" aria-label="Used of the cap" aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.min(100, Math.floor(cap.percent))}>
        <div className="used" style={{ width: share(cap.used_in_bytes) }} />
        {parts.slice(0, 3).map(([name, bytes], index) => bytes > 0 && <i key={name} style={{ left: share(parts.slice(0, index + 1).reduce((sum, part) => sum + part[1], 0)) }} />)}
      </div>
      <div className="legend">{parts.filter(([, bytes]) => bytes > 0).map(([name, bytes]) => <span key={name} style={{ width: share(bytes) }}>{name} <b>{formatData(bytes)}</b></span>)}</div>
    </div>
  );
}
