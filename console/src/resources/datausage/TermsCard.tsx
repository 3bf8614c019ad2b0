import { Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useUsagePolicies } from '~/api/catalog';
import { useCan } from '~/api/session';
import { useFreePeriods, useUsagePolicyOf, type UsageTerms } from '~/api/usage';
import { useFormat } from '~/lib/format';
import { freeText } from '~/resources/usagepolicies/periods';
import { policyInWords } from '~/resources/usagepolicies/policies';
import { Card } from '~/ui/Page';

/** The policy that holds for an account, in words. */
export function TermsCard({ account, terms }: { account: number; terms: UsageTerms }) {
  const format = useFormat();
  const may = useCan()('usage_based_billing_policies.read');
  const id = useUsagePolicyOf(account);
  const policy = useUsagePolicies()?.find((row) => row.id === id);
  const periods = useFreePeriods(may ? id : null);
  if (!terms.has_policy) return <Card title="Usage policy"><Text size="sm" c="dimmed">None. An internet service brings one, when its usage policy is set.</Text></Card>;
  const { overage_cost, overage_units_in_gigabytes } = terms;
  const service = overage_cost !== null && overage_units_in_gigabytes !== null ? { amount: Number(overage_cost), unit_quantity_in_gigabytes: overage_units_in_gigabytes } : undefined;
  const sentences = policyInWords({ ...terms, cap_in_gigabytes: terms.policy_cap_in_gigabytes }, service, format.money);
  const nights = periods?.length ? [`${freeText(periods)} a week are free.`] : [];
  return (
    <Card title="Usage policy" actions={policy && <Link className="link" style={{ fontSize: '0.84rem' }} to="/usage-policies/$id" params={{ id: String(policy.id) }}>{policy.description}</Link>}>
      <Stack gap={7}>{[...sentences, ...nights].map((sentence, index) => <Text key={sentence} size="sm" {...(index === 0 ? { fw: 560 } : { c: 'dimmed' })} className="tnum">{sentence}</Text>)}</Stack>
    </Card>
  );
}
