import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTaxes } from '~/api/catalog';
import { nextBillQuery, type NextBillLine, type NextBillTax } from '~/api/billing';
import { useFormat } from '~/lib/format';
import { Card } from '~/ui/Page';
import { Empty, Failure, Lines } from '~/ui/States';
import { cents } from './cents';
import { useFormula } from './ChargeNow';
import { SumLine } from './Money';

/** The next bill as a run would make it now, each line with the numbers that it was made of. */
export function NextBillCard({ account }: { account: number }) {
  const bill = useQuery(nextBillQuery(account));
  const format = useFormat();
  const data = bill.data;
  return (
    <Card title="Next bill" actions={data?.bill_date && <Text size="sm" c="dimmed" className="tnum">{format.date(data.bill_date)}</Text>}>
      {bill.isError ? <Failure error={bill.error} onRetry={() => void bill.refetch()} /> : !data ? <Lines count={6} />
        : data.bill_date === null ? <Empty title="Does not bill" hint="Only an account with an active status is billed." />
        : (
          <div aria-label="Next bill" role="group">
            {data.lines.length === 0 && cents(data.uninvoiced) === 0 && <Text size="sm" c="dimmed">Nothing is billed that day.</Text>}
            {data.lines.map((line) => <Line key={`${line.unique_service_relationship_id}-${line.period_start}`} line={line} />)}
            {cents(data.uninvoiced) !== 0 && <SumLine label="Charged before, on no invoice yet" hint="With taxes" cents={cents(data.uninvoiced)} />}
            <div className="sumtotal">
              <SumLine strong label={data.invoice_date ? 'Invoice' : 'No invoice'} cents={cents(data.total)} hint={data.due_date && `Dated ${format.date(data.invoice_date)}, due ${format.date(data.due_date)}`} />
              {cents(data.paid_by_funds) !== 0 && <SumLine label="Paid by discounts and deposits" cents={-cents(data.paid_by_funds)} />}
              {cents(data.paid_by_funds) !== 0 && <SumLine strong label="Left to pay" cents={cents(data.due)} />}
            </div>
          </div>
        )}
    </Card>
  );
}

function Line({ line }: { line: NextBillLine }) {
  const format = useFormat();
  const formula = useFormula();
  const parts = { price_in_cents: cents(line.price), quantity: line.quantity, months: line.number_of_months, days: null };
  const plain = line.quantity === 1 && line.number_of_months === 1;
  return (
    <div className="billline">
      <SumLine label={line.description} cents={cents(line.amount)}
        hint={<>{format.date(line.period_start)} to {format.date(lastDay(line.period_end))}{!plain && <><br />{formula(parts)}</>}</>} />
      {line.taxes.map((tax) => <Tax key={`${tax.tax_id}-${tax.geotax_id ?? ''}`} tax={tax} line={line} />)}
    </div>
  );
}

function Tax({ tax, line }: { tax: NextBillTax; line: NextBillLine }) {
  const format = useFormat();
  const flat = useTaxes()?.find((row) => row.id === tax.tax_id)?.application === 'flat';
  const how = flat ? `${format.price(tax.rate)} × ${line.quantity * line.number_of_months}` : `${format.percent(tax.rate)} of ${format.money(tax.base)}`;
  return <div className="taxline tnum"><span>{tax.description}, {how}</span><span>{format.money(tax.amount)}</span></div>;
}

/** A period names the day after its last one. */
export const lastDay = (end: string) => new Date(Date.parse(`${end}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
