import { Group, Text, Title } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';

/** Sets the title of the browser tab. */
export function useTitle(title: string) {
  useEffect(() => {
    document.title = `${title} · Fairlead`;
  }, [title]);
}

/** The head of a screen: title, one line about it, and its main actions. */
export function PageHeader({ title, description, actions }: { title: string; description?: ReactNode; actions?: ReactNode }) {
  useTitle(title);
  return (
    <Group justify="space-between" align="flex-end" mb="md" wrap="wrap" gap="sm">
      <div>
        <Title order={1}>{title}</Title>
        {description && <Text c="dimmed" size="sm" mt={3} maw={720}>{description}</Text>}
      </div>
      {actions && <Group gap="xs">{actions}</Group>}
    </Group>
  );
}

/** A framed part of a screen. */
export function Card({ title, actions, children, padded = true }: { title?: ReactNode; actions?: ReactNode; children: ReactNode; padded?: boolean }) {
  return (
    <section className="card">
      {(title || actions) && (
        <header>
          <h2>{title}</h2>
          {actions && <Group gap={6}>{actions}</Group>}
        </header>
      )}
      {padded ? <div className="body">{children}</div> : children}
    </section>
  );
}
