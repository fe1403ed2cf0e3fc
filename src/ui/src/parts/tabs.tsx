interface Props<T extends string> {
  names: readonly T[];
  current: T;
  label: string;
  /** The id of what they show. */
  controls: string;
  choose: (name: T) => void;
}

export function Tabs<T extends string>({ names, current, label, controls, choose }: Props<T>) {
  return (
    <div class="tabs" role="tablist" aria-label={label}>
      {names.map((name, i) => (
        <button key={name} id={`tab-${name}`} type="button" role="tab" aria-selected={name === current} aria-controls={controls}
          tabIndex={name === current ? 0 : -1} onClick={() => choose(name)}
          onKeyDown={e => {
            const next = names[i + (e.key === "ArrowRight" ? 1 : e.key === "ArrowLeft" ? -1 : NaN)];
            if (next) {
              choose(next);
              document.getElementById(`tab-${next}`)?.focus();
            }
          }}>{name}</button>
      ))}
    </div>
  );
}
