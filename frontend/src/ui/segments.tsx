import type { Ref } from 'react';

interface Props<Value extends string> {
  /** What is chosen here, read out before the choices. */
  label: string;
  segments: { value: Value; name: string; count?: number | undefined }[];
  chosen: Value;
  onChoose: (value: Value) => void;
  ref?: Ref<HTMLFieldSetElement>;
}

/** One of a few, all in sight. None changes its width when it is chosen. */
export function Segments<Value extends string>({ label, segments, chosen, onChoose, ref }: Props<Value>) {
  return (
    <fieldset ref={ref} className="flex flex-wrap gap-1">
      <legend className="sr-only">{label}</legend>
      {segments.map(({ value, name, count }) => (
        <button
          key={value}
          type="button"
          aria-pressed={value === chosen}
          onClick={() => onChoose(value)}
          className="min-h-9 rounded-box border border-transparent px-3 text-muted transition-colors hover:text-ink aria-pressed:bg-hover aria-pressed:text-ink pointer-coarse:min-h-11"
        >
          {name} <span className="inline-block min-w-[1ch] text-muted">{count}</span>
        </button>
      ))}
    </fieldset>
  );
}
