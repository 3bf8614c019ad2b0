import { useNavigate } from '@tanstack/react-router';
import { UrlResourceList } from '~/resource/ResourceList';
import { PageHeader } from '~/ui/Page';
import { policies } from './policies';

export default function PoliciesPage() {
  const navigate = useNavigate();
  return (
    <>
      <PageHeader title={policies.title} description={policies.description} />
      <UrlResourceList resource={policies} expected={3} onOpen={(row) => void navigate({ to: '/usage-policies/$id', params: { id: String(row.id) } })} />
    </>
  );
}
