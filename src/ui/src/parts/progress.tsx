import { hasEnded, look } from "../lib/states.ts";

interface Counted {
  state: string;
  total: number | null;
  succeeded: number;
  failed: number;
  other: number;
  not_ended: number;
}

/** How much of a run is done, and how. */
export function RunProgressBar({ run }: { run: Counted }) {
  const done = run.succeeded + run.failed + run.other;
  const total = run.total ?? done;
  const missing = hasEnded(run.state) && run.not_ended > 0
    ? `${run.not_ended.toLocaleString()} ${run.state === "cut-off" ? "not ended" : "not started"}` : "";
  const words = (run.total === null ? `${done} done, ${run.failed} failed` : `${done} of ${run.total} done, ${run.failed} failed`)
    + (missing && `, ${missing}`);
  const share = (n: number) => `${total > 0 ? (100 * n) / total : 0}%`;
  return (
    <span class="progress-with-words" title={words}>
      <span class="progress" role="progressbar" aria-valuemin={0} aria-valuemax={total} aria-valuenow={done} aria-valuetext={words} aria-label="Progress">
        <span class={`tone-${look("succeeded").tone}`} style={{ width: share(run.succeeded) }} />
        <span class={`tone-${look("failed").tone}`} style={{ width: share(run.failed) }} />
        <span class="tone-off" style={{ width: share(run.other) }} />
      </span>
      <span class="progress-words" aria-hidden="true">
        {done.toLocaleString()}{run.total === null ? "" : ` of ${run.total.toLocaleString()}`}{run.failed > 0 && <b class="bad-text">, {run.failed.toLocaleString()} failed</b>}
        {missing && `, ${missing}`}
      </span>
    </span>
  );
}
