import { Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { accountServicesQuery, billingParametersQuery } from '~/api/billing';
import { useServices, type Service } from '~/api/catalog';
import type { Account } from '~/api/models';
import type { CallRecord } from '~/api/voice';
import { formatCount, useFormat } from '~/lib/format';
import { fromCents } from '~/resources/accountbilling/cents';
import { Card } from '~/ui/Page';
import { Failure } from '~/ui/States';
import { bundles, chargedInCents, type BundleUse } from './calls';
import { priceText } from './rating';
import { useCalls } from './useCalls';

const [EVER, NEVER] = ['2000-01-01', '2190-01-01'];

/** What the calls that were not billed yet come to, and what of the free minutes is used. */
export function NotBilled({ account }: { account: Account }) {
  const read = useCalls(account.id, EVER, NEVER, { 'filter[billed_on]': 'null' });
  const owned = useQuery(accountServicesQuery(account.id)).data;
  const terms = useQuery(billingParametersQuery(account.id)).data;
  const services = useServices();
  const format = useFormat();
  if (read.error) return <Card title="Not billed yet"><Failure error={read.error} onRetry={read.retry} /></Card>;
  if (!read.calls || !read.ready || !owned || !services || !terms) return <Card title="Not billed yet"><Skeleton height={150} /></Card>;
  const calls = read.calls;
  const months = Math.max(1, Number(terms.months_to_bill) || 1);
  // A service that has left the account still rates the calls that it had.
  const plans = services.filter((service) => service.voice_service && (owned.some((row) => row.id === service.id) || calls.some((call) => call.service_id === service.id)));
  if (plans.length === 0) return <Card title="Not billed yet"><Text size="sm">The account has no voice service. <Link className="link" to="/accounts/$id/$tab" params={{ id: String(account.id), tab: 'services' }}>Add one</Link>, then give it a number.</Text></Card>;
  const quantity = (service: Service) => Math.max(1, owned.filter((row) => row.id === service.id).reduce((sum, row) => sum + row.quantity, 0));
  const uses = plans.map((service) => {
    const own = calls.filter((call) => call.service_id === service.id);
    const used = bundles(service, quantity(service) * months, own);
    return { service, used, charged: chargedInCents(used, own) };
  });
  const total = uses.reduce((sum, { charged }) => sum + charged.bundles + charged.others, 0);
  return (
    <Card title="Not billed yet">
      <Text className="tnum" fw={620} style={{ fontSize: '1.65rem', letterSpacing: '-0.02em', lineHeight: 1.2 }}>{format.money(fromCents(total))}</Text>
      <Text size="sm" c="dimmed" mb="sm">{words(calls, account.next_bill_date ? format.date(account.next_bill_date) : null)}</Text>
      {uses.map(({ service, used, charged }) => (
        <section key={service.id} className="bundle" aria-label={service.name}>
          {uses.length > 1 && <Text size="sm" fw={600} mb={4}>{service.name}</Text>}
          {used.map((bundle) => <Bundle key={bundle.label} bundle={bundle} />)}
          <div className="sumtotal">
            <div className="sumline"><span>Minutes beyond the plan</span><span className="tnum">{format.money(fromCents(charged.bundles))}</span></div>
            <div className="sumline"><span>International and toll free calls</span><span className="tnum">{format.money(fromCents(charged.others))}</span></div>
          </div>
        </section>
      ))}
    </Card>
  );
}

function words(calls: CallRecord[], next: string | null): string {
  if (calls.length === 0) return 'Every call was billed.';
  return `For ${formatCount(calls.length)} ${calls.length === 1 ? 'call' : 'calls'} as it stands, before taxes${next ? `; billed on ${next}` : ''}.`;
}

/** From here on somebody should think of another plan. */
const NEAR_IN_PERCENT = 80;

function Bundle({ bundle }: { bundle: BundleUse }) {
  const format = useFormat();
  const [free, used] = [Math.round(bundle.free_seconds / 60), Math.round(bundle.used_seconds / 60)];
  const minutes = (count: number) => `${formatCount(count)} min`;
  const price = bundle.nanos > 0n ? `${format.price(priceText(bundle.nanos))} a minute` : 'free';
  if (bundle.unlimited || free === 0) return <div className="sumline"><span>{bundle.label}</span><span className="tnum">{minutes(used)} <Text span size="xs" c="dimmed">{bundle.unlimited ? 'of unlimited' : price}</Text></span></div>;
  const percent = Math.min(100, (bundle.used_seconds / bundle.free_seconds) * 100);
  const state = bundle.beyond_seconds > 0 ? 'beyond' : percent >= NEAR_IN_PERCENT ? 'near' : 'fine';
  return (
    <div style={{ margin: '4px 0 10px' }}>
      <div className="sumline"><span>{bundle.label}</span><span className="tnum">{minutes(used)} <Text span size="xs" c="dimmed">of {formatCount(free)} free</Text></span></div>
      <div className="capbar" data-state={state} style={{ marginTop: 2 }}>
        <div className="track" role="meter" aria-label={`${bundle.label} minutes used of the free ones`} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.floor(percent)} style={{ height: 12 }}><div className="used" style={{ width: `${percent}%` }} /></div>
      </div>
      <Text size="xs" c="dimmed" mt={3} className="tnum">{bundle.beyond_seconds > 0 ? `${minutes(Math.round(bundle.beyond_seconds / 60))} beyond, ${price}` : `then ${price}`}</Text>
    </div>
  );
}
