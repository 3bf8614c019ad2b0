import { useNavigate } from '@tanstack/react-router';
import { UrlResourceList } from '~/resource/ResourceList';
import { PageHeader } from '~/ui/Page';
import { taxes } from './taxes';

export default function TaxesPage() {
  const navigate = useNavigate();
  return (
    <>
      <PageHeader title={taxes.title} description={taxes.description} />
      <UrlResourceList resource={taxes} expected={4} onOpen={(tax) => void navigate({ to: '/taxes/$id', params: { id: String(tax.id) } })} />
    </>
  );
}
