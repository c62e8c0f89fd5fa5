/** The mark: two leaves and a gilded hinge. */
export function Mark({ size }: { readonly size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 48 48" aria-hidden="true" focusable="false">
      <path d="M3 10 21 5.5v37L3 38z" fill="var(--quiet)" opacity="0.62" />
      <path d="M45 10 27 5.5v37L45 38z" fill="var(--text)" />
      <path d="M22.5 3h3v42h-3z" fill="var(--gilt)" />
    </svg>
  );
}
