import { duration } from "../lib/format.ts";

interface Minute {
  at: string;
  ended: number;
  failed: number;
}

const MINUTES = 60;

/** What ended in each minute, and how much of it failed. */
export function RateBars({ minutes }: { minutes: Minute[] }) {
  const most = Math.max(1, ...minutes.map(m => m.ended));
  const total = minutes.reduce((sum, m) => sum + m.ended, 0);
  const failed = minutes.reduce((sum, m) => sum + m.failed, 0);
  const words = total === 0 ? "Nothing has ended in the last hour."
    : `${total} ended in the last hour, ${failed} of them failed; at most ${most} per minute.`;
  return (
    <figure class="bars">
      <svg viewBox="0 0 600 70" preserveAspectRatio="none" role="img" aria-label={words}>
        {minutes.slice(-MINUTES).map((m, k, shown) => {
          const i = MINUTES - shown.length + k; // a server that is younger has fewer
          const width = 600 / MINUTES;
          const height = (62 * m.ended) / most;
          const bad = (62 * m.failed) / most;
          return (
            <g key={m.at}>
              <title>{`${new Date(m.at).toLocaleTimeString()}: ${m.ended} ended, ${m.failed} failed`}</title>
              <rect x={i * width} y={0} width={width} height={70} class="bar-space" />
              <rect x={i * width + 1} y={70 - height} width={Math.max(1, width - 2)} height={height} class="bar-good" />
              <rect x={i * width + 1} y={70 - bad} width={Math.max(1, width - 2)} height={bad} class="bar-bad" />
            </g>
          );
        })}
      </svg>
      <figcaption class="hint">{words}</figcaption>
    </figure>
  );
}

export interface PastRun {
  id: string;
  state: string;
  created: string;
  wait_seconds: number | null;
  run_seconds: number | null;
}

/** How long each of the last jobs took, the newest at the right. */
export function HistoryBars({ runs, href }: { runs: PastRun[]; href: (run: PastRun) => string }) {
  const longest = Math.max(0.001, ...runs.map(r => r.run_seconds ?? 0));
  return (
    <figure class="history">
      <ol class="history-bars" aria-label="Durations of the latest jobs">
        {[...runs].reverse().map(run => {
          const share = Math.max(4, (100 * (run.run_seconds ?? 0)) / longest);
          const words = `${run.state.replaceAll("_", " ")}, ${new Date(run.created).toLocaleString()}, `
            + `ran ${duration(1000 * (run.run_seconds ?? 0))}, waited ${duration(1000 * (run.wait_seconds ?? 0))}`;
          return (
            <li key={run.id}>
              <a href={href(run)} title={words} aria-label={words}>
                <span class={`history-bar state-${run.state}`} style={{ height: `${share}%` }} />
              </a>
            </li>
          );
        })}
      </ol>
      <figcaption class="hint">The longest took {duration(1000 * longest)}; the newest is on the right.</figcaption>
    </figure>
  );
}
