/** A key of the keyboard. */
export function Kbd({ children }: { children: string }) {
  return (
    <kbd className="inline-block min-w-6 rounded-box border border-line px-1.5 text-center font-sans text-small whitespace-nowrap text-muted">
      {children}
    </kbd>
  );
}
