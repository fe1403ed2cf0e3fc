import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { go } from "../lib/route.ts";
import { useKeys } from "../lib/keys.ts";

export interface Column<T> {
  name: string;
  cell: (row: T) => ComponentChildren;
  /** Further classes: `number`, `wide`, `minor` (left out on narrow screens). */
  kind?: string;
}

interface Props<T> {
  label: string;
  rows: T[];
  columns: Column<T>[];
  id: (row: T) => string;
  href: (row: T) => string;
  /** Asked for when the end comes near. */
  more?: (() => void) | undefined;
  /** How many there are, if that is known. */
  total?: number;
}

const ROW = 34; // pixels; the same as in the style sheet
const AROUND = 12; // rows kept beyond what is seen

/** A table with rows of one height, of which only those near the window are in the document. */
export function BigTable<T>({ label, rows, columns, id, href, more, total }: Props<T>) {
  const box = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ from: 0, to: 40 });
  const [chosen, setChosen] = useState("");

  const look = () => {
    const element = box.current;
    if (element) {
      const from = Math.max(0, Math.floor(element.scrollTop / ROW) - AROUND);
      const to = Math.ceil((element.scrollTop + element.clientHeight) / ROW) + AROUND;
      setSeen(old => (old.from === from && old.to === to ? old : { from, to }));
    }
  };
  useLayoutEffect(look, [rows.length]);
  useEffect(() => {
    const observer = new ResizeObserver(look);
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (seen.to > rows.length - 40) {
      more?.();
    }
  }, [seen.to, rows.length, more]);

  const move = (by: number) => {
    const at = rows.findIndex(row => id(row) === chosen);
    const next = Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + by));
    const row = rows[next];
    if (row) {
      setChosen(id(row));
      const element = box.current!;
      const top = next * ROW;
      if (top < element.scrollTop) {
        element.scrollTop = top;
      } else if (top + 2 * ROW > element.scrollTop + element.clientHeight) {
        element.scrollTop = top + 2 * ROW - element.clientHeight;
      }
      requestAnimationFrame(() => element.querySelector<HTMLElement>(`tr[data-at="${next}"] a`)?.focus({ preventScroll: true }));
    }
  };
  useKeys([
    { keys: "j", what: "Next row", run: () => move(1) },
    { keys: "k", what: "Previous row", run: () => move(-1) },
  ]);

  const from = Math.min(seen.from, rows.length);
  const to = Math.min(seen.to, rows.length);
  return (
    <div class="table-box" ref={box} onScroll={look} tabIndex={-1}>
      <table class="big" aria-label={label} aria-rowcount={(total ?? (more ? -2 : rows.length)) + 1}>
        <thead>
          <tr aria-rowindex={1}>{columns.map(c => <th key={c.name} scope="col" class={c.kind}>{c.name}</th>)}</tr>
        </thead>
        <tbody>
          {from > 0 && <Space height={from * ROW} columns={columns.length} />}
          {rows.slice(from, to).map((row, i) => (
            <tr key={id(row)} data-at={from + i} data-id={id(row)} aria-rowindex={from + i + 2}
              class={id(row) === chosen ? "chosen" : undefined}
              onClick={e => {
                if (!(e.target as HTMLElement).closest("a, button, input") && getSelection()?.isCollapsed !== false) {
                  go(href(row));
                }
              }}>
              {columns.map(c => <td key={c.name} class={c.kind}>{c.cell(row)}</td>)}
            </tr>
          ))}
          {to < rows.length && <Space height={(rows.length - to) * ROW} columns={columns.length} />}
        </tbody>
      </table>
    </div>
  );
}

function Space({ height, columns }: { height: number; columns: number }) {
  return <tr aria-hidden="true" class="space"><td colSpan={columns} style={{ height: `${height}px` }} /></tr>;
}
