/** A ring that guides a rope: the rope passes behind the left of the ring and in front of the right. `on` is the colour that it stands on. */
export function Logo({ size = 26, on = '#10292e' }: { size?: number; on?: string }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden="true">
      <circle cx="16" cy="16" r="9.8" stroke="currentColor" strokeWidth="3.2" />
      <path d="M2 25.500c7 0 10-4.500 14-9.500s7-9.500 14-9.500" stroke={on} strokeWidth="6.500" />
      <path d="M2 25.500c7 0 10-4.500 14-9.500s7-9.500 14-9.500" stroke="#7cc9cd" strokeWidth="3.200" strokeLinecap="round" />
      <path d="M6.250 15A9.800 9.800 0 0 0 17.500 25.680" stroke="currentColor" strokeWidth="3.200" />
    </svg>
  );
}
