import { useMemo } from "preact/hooks";
import { criticalPath } from "../lib/critical.ts";
import { duration } from "../lib/format.ts";
import { look, shownState } from "../lib/states.ts";
import { ticks } from "../lib/ticks.ts";
import type { Job } from "../lib/types.ts";
import { Empty, StateIcon } from "./basics.tsx";
import { currentTime } from "./steptable.tsx";

interface Props {
  job: Job;
  chosen: string | undefined;
  choose: (step: string) => void;
}

/** When each step ran. */
export function Timeline({ job, chosen, choose }: Props) {
  const begun = useMemo(
    () => job.steps.filter(s => s.started).sort((a, b) => Date.parse(a.started!) - Date.parse(b.started!)),
    [job],
  );
  const critical = useMemo(() => criticalPath(job.steps, Date.now()), [job]);
  if (begun.length === 0 || !job.started) {
    return <Empty title="No step has started yet" />;
  }
  const from = Date.parse(job.started);
  const until = Math.max(currentTime(job), ...begun.map(s => (s.ended ? Date.parse(s.ended) : 0)), from + 100);
  const share = (at: number) => (100 * (at - from)) / (until - from);
  return (
    <div class="gantt" role="list" aria-label="When the steps ran">
      <div class="gantt-axis" aria-hidden="true">
        {ticks(until - from).map(t => <span key={t} style={{ left: `${share(from + t)}%` }}>{duration(t)}</span>)}
      </div>
      {begun.map(step => {
        const start = Date.parse(step.started!);
        const end = step.ended ? Date.parse(step.ended) : until;
        const words = `${step.name} ${duration(end - start)}, ${look(shownState(step)).word}, began after ${duration(start - from)}`;
        return (
          <div role="listitem" key={step.name}>
            <button type="button" class={`gantt-row${step.name === chosen ? " chosen" : ""}`} aria-label={words} title={words}
              aria-pressed={step.name === chosen} onClick={() => choose(step.name)}>
              <span class="gantt-name"><StateIcon state={shownState(step)} />{step.name}</span>
              <span class="gantt-lane">
                <span class={`gantt-bar tone-${look(shownState(step)).tone}${critical.has(step.name) ? " critical" : ""}`}
                  style={{ left: `${share(start)}%`, width: `${Math.max(0.3, share(end) - share(start))}%` }} />
              </span>{" "}
              <span class="gantt-length">{duration(end - start)}</span>
            </button>
          </div>
        );
      })}
    </div>
  );
}
