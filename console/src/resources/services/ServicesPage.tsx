import { useNavigate } from '@tanstack/react-router';
import type { Service } from '~/api/catalog';
import { UrlResourceList } from '~/resource/ResourceList';
import { ImportLink } from '~/resources/imports/ImportLink';
import { PageHeader } from '~/ui/Page';
import { services } from './services';

export default function ServicesPage() {
  const navigate = useNavigate();
  const open = (service: Service) => void navigate({ to: '/services/$id', params: { id: String(service.id) } });
  return (
    <>
      <PageHeader title={services.title} description={services.description} actions={<ImportLink type="services" />} />
      <UrlResourceList resource={services} expected={14} onOpen={open} onEdit={open} onCreate={() => void navigate({ to: '/services/$id', params: { id: 'new' } })} />
    </>
  );
}
