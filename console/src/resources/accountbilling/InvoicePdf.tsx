import { Button, Modal, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconFileTypePdf } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { api } from '~/api/client';
import { fromBase64 } from '~/resources/files/base64';
import { useBlobUrl } from '~/resources/files/Preview';
import { Failure, Lines } from '~/ui/States';

interface Props {
  account: number;
  invoice: number;
}

/** The invoice as the customer gets it. */
export function InvoicePdf(props: Props) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button variant="default" leftSection={<IconFileTypePdf size={16} />} onClick={() => setOpened(true)}>PDF</Button>
      <Modal opened={opened} onClose={() => setOpened(false)} size="xl" title={<Text fw={620}>Invoice {props.invoice}</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
        {opened && <Body {...props} />}
      </Modal>
    </>
  );
}

function Body({ account, invoice }: Props) {
  // Under the invoices' key: a write makes a stored one stale.
  const pdf = useQuery({ queryKey: ['invoices', account, invoice, 'pdf'], queryFn: () => api.get<{ base64: string }>(`/accounts/${account}/invoices/${invoice}/pdf`) });
  const blob = useMemo(() => (pdf.data ? fromBase64(pdf.data.base64, 'application/pdf') : undefined), [pdf.data]);
  const address = useBlobUrl(blob, 'application/pdf');
  if (pdf.isError) return <Failure error={pdf.error} onRetry={() => void pdf.refetch()} />;
  return address ? <iframe className="dropzone-preview" src={address} title={`Invoice ${invoice}`} /> : <Lines count={10} />;
}
