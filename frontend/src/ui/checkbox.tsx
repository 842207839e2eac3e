import type { ComponentProps } from 'react';

interface Props extends Omit<ComponentProps<'input'>, 'type'> {
  /** What is checked, for who does not see what stands beside it. */
  label: string;
}

/** A checkbox as a circle, in a target as wide as a finger. */
export function Checkbox({ label, ...input }: Props) {
  return (
    <label className="flex size-11 shrink-0 items-center justify-center">
      <input {...input} type="checkbox" aria-label={label} className="tick" />
    </label>
  );
}
