import { PageHeader } from '~/ui/Page';
import { UrlResourceList } from './ResourceList';
import type { Resource } from './types';

/** A whole screen for a declared resource. */
export function ResourcePage<Row extends { id: number }>({ resource }: { resource: Resource<Row> }) {
  return (
    <>
      <PageHeader title={resource.title} description={resource.description} />
      <UrlResourceList resource={resource} />
    </>
  );
}
