import { Select, Text, type SelectProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '~/api/client';
import type { Account } from '~/api/models';

interface Props extends Omit<SelectProps, 'value' | 'data' | 'onChange'> {
  /** The chosen account; the picker empties itself after each choice when left out. */
  value?: number | null;
  exclude?: number[];
  onPick: (id: number) => void;
}

/** Finds an account by what the server knows of it. */
export function AccountPicker({ value, exclude = [], onPick, ...rest }: Props) {
  const [text, setText] = useState('');
  const [words] = useDebouncedValue(text, 200);
  const found = useQuery({
    queryKey: ['accounts', '/accounts', { search: words, limit: 15 }],
    queryFn: ({ signal }) => api.list<Account>('/accounts', { search: words, limit: 15 }, signal),
    enabled: words.length > 0,
    placeholderData: keepPreviousData,
  });
  const [chosen, setChosen] = useState<{ value: string; label: string } | null>(null);
  const options = (found.data?.data ?? []).filter((row) => !exclude.includes(row.id)).map((row) => ({ value: String(row.id), label: `${row.name} (${row.id})` }));
  const data = chosen && value !== undefined && !options.some((option) => option.value === chosen.value) ? [...options, chosen] : options;
  const pick = (id: string | null, label: string) => {
    if (id === null) return;
    onPick(Number(id));
    setChosen({ value: id, label });
    if (value === undefined) setText('');
  };
  return (
    <Select placeholder="Name or number" searchable value={value ? String(value) : null} searchValue={text} onSearchChange={setText} data={data} filter={({ options: all }) => all}
      nothingFoundMessage={<Text size="sm">{words ? 'Nothing found' : 'Type a name'}</Text>} onChange={(id, option) => pick(id, option?.label ?? '')} {...rest} />
  );
}
