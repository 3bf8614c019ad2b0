import { TextInput, type TextInputProps } from '@mantine/core';
import { useLayoutEffect, useRef } from 'react';

interface Props extends Omit<TextInputProps, 'value' | 'onChange'> {
  /** Digits only. */
  value: string;
  onDigits: (digits: string) => void;
  /** How the digits are written: `4242 4242`, `08 / 27`. It only puts other characters between them. */
  write: (digits: string) => string;
  most: number;
}

/** Where the caret stands behind this many digits of a text. */
export function placeOf(text: string, digits: number): number {
  let seen = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (seen === digits) return index;
    if (/\d/.test(text.charAt(index))) seen += 1;
  }
  return text.length;
}

const digitsIn = (text: string) => text.replace(/\D/g, '');

/** Digits that are grouped as they are typed; the caret stays where it was. Password managers and form histories keep out. */
export function DigitsInput({ value, onDigits, write, most, ...rest }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const caret = useRef<number | null>(null);
  const text = write(value);
  useLayoutEffect(() => {
    if (caret.current === null || document.activeElement !== input.current) return;
    const place = placeOf(text, caret.current);
    caret.current = null;
    input.current?.setSelectionRange(place, place);
  });
  return (
    <TextInput ref={input} value={text} inputMode="numeric" autoComplete="off" data-1p-ignore data-lpignore="true" spellCheck={false} {...rest}
      onChange={({ currentTarget: box }) => {
        caret.current = digitsIn(box.value.slice(0, box.selectionStart ?? box.value.length)).length;
        onDigits(digitsIn(box.value).slice(0, most));
      }} />
  );
}
