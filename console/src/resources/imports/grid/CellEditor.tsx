import { useEffect, useRef } from 'react';

interface Props {
  label: string;
  initial: string;
  /** Whether the whole text is selected, so that typing replaces it. */
  selected: boolean;
  /** Null gives up what was typed. */
  onClose: (text: string | null, then: 'stay' | 'down' | 'right' | 'left') => void;
}

/** The text of one cell, in its place. Enter and Tab store it and go on, Escape gives up, leaving it stores it. */
export function CellEditor({ label, initial, selected, onClose }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const closed = useRef(false);
  useEffect(() => {
    input.current?.focus({ preventScroll: true });
    if (selected) input.current?.select();
  }, []);
  const close = (text: string | null, then: 'stay' | 'down' | 'right' | 'left') => {
    if (closed.current) return;
    closed.current = true;
    onClose(text, then);
  };
  const typed = () => input.current?.value ?? '';
  return (
    <input ref={input} className="vinput" aria-label={label} defaultValue={initial} autoComplete="off" spellCheck={false}
      onBlur={() => close(typed(), 'stay')}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape') close(null, 'stay');
        else if (event.key === 'Enter') close(typed(), 'down');
        else if (event.key === 'Tab') close(typed(), event.shiftKey ? 'left' : 'right');
        else return;
        event.preventDefault();
      }} />
  );
}
