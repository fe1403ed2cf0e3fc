import { useEffect } from "preact/hooks";
import { get, part } from "../lib/api.ts";
import { duration } from "../lib/format.ts";
import { useLoaded } from "../lib/hooks.ts";
import type { Run, SlotTimeline } from "../lib/runtypes.ts";
import { look } from "../lib/states.ts";
import { ticks } from "../lib/ticks.ts";
import { Empty, Failure, Loading } from "./basics.tsx";

interface Props {
  run: Run;
  turn: number;
  chosen: number | undefined;
  choose: (task: number) => void;
}

/** What each slot did when. */
export function SlotTimelineView({ run, turn, chosen, choose }: Props) {
  const loaded = useLoaded(`timeline ${run.id}`, abort => get<SlotTimeline>(`api/runs/${part(run.id)}/timeline?width=600`, abort));
  useEffect(() => {
    if (turn > 0) {
      const timer = setTimeout(loaded.reload, 1000);
      return () => clearTimeout(timer);
    }
    return () => {};
  }, [Math.floor(turn / 2)]);
  const line = loaded.data;
  if (!line) {
    return loaded.error ? <Failure error={loaded.error} retry={loaded.reload} /> : <Loading />;
  }
  if (line.slots.length === 0) {
    return <Empty title="No task has started yet" />;
  }
  const length = Math.max(0.001, (Date.parse(line.to) - Date.parse(line.from)) / 1000);
  const share = (seconds: number) => `${Math.min(100, (100 * seconds) / length)}%`;
  return (
    <div class="gantt slots-view">
      <div class="gantt-axis" aria-hidden="true">
        {ticks(1000 * length).map(t => <span key={t} style={{ left: share(t / 1000) }}>{duration(t)}</span>)}
      </div>
      {line.slots.map(slot => (
        <div key={slot.slot} class="gantt-row slot-row" role="group" aria-label={`Slot ${slot.slot}`}>
          <span class="gantt-name">slot {slot.slot}</span>
          <span class="gantt-lane">
            {slot.spans.map(span => {
              const words = span.tasks > 1
                ? `${span.tasks} tasks, ${look(span.state).word}, from ${duration(1000 * span.from)} to ${duration(1000 * span.to)}`
                : `task ${span.sequence}, ${look(span.state).word}, from ${duration(1000 * span.from)}, took ${duration(1000 * (span.to - span.from))}`;
              return (
                <button key={span.sequence} type="button" title={words} aria-label={words} onClick={() => choose(span.sequence)}
                  class={`gantt-bar tone-${span.state === "other" ? "off" : look(span.state).tone}${span.sequence === chosen ? " critical" : ""}`}
                  style={{ left: share(span.from), width: share(span.to - span.from) }} />
              );
            })}
          </span>
          <span class="gantt-length">{Math.round((100 * slot.spans.reduce((sum, s) => sum + s.to - s.from, 0)) / length)} %</span>
        </div>
      ))}
      <p class="hint">On the right: the share of time that the slot was in use.</p>
    </div>
  );
}
