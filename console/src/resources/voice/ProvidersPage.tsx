import { useNavigate } from '@tanstack/react-router';
import { UrlResourceList } from '~/resource/ResourceList';
import { ImportLink } from '~/resources/imports/ImportLink';
import { PageHeader } from '~/ui/Page';
import { providers } from './providers';

export default function ProvidersPage() {
  const navigate = useNavigate();
  return (
    <>
      <PageHeader title={providers.title} description={providers.description} actions={<ImportLink type="voice_providers" />} />
      <UrlResourceList resource={providers} expected={3} onOpen={(provider) => void navigate({ to: '/voice-providers/$id', params: { id: String(provider.id) } })} />
    </>
  );
}
