import { useMemo } from "preact/hooks";
import { criticalPath } from "../lib/critical.ts";
import { now } from "../lib/hooks.ts";
import { shownState } from "../lib/states.ts";
import type { Job } from "../lib/types.ts";
import { Length, State, Time } from "./basics.tsx";

interface Props {
  job: Job;
  chosen: string | undefined;
  choose: (step: string) => void;
}

export function StepTable({ job, chosen, choose }: Props) {
  const critical = useMemo(() => criticalPath(job.steps, Date.now()), [job]);
  return (
    <table class="plain steps" aria-label="Steps">
      <thead>
        <tr><th scope="col">State</th><th scope="col">Step</th><th scope="col" class="minor">After</th><th scope="col" class="minor">Started</th><th scope="col" class="number">Took</th></tr>
      </thead>
      <tbody>
        {job.steps.map(step => (
          <tr key={step.name} class={step.name === chosen ? "chosen" : undefined}>
            <td><State state={shownState(step)} /></td>
            <th scope="row">
              <button type="button" class="link" aria-pressed={step.name === chosen} onClick={() => choose(step.name)}>{step.name}</button>
              {critical.has(step.name) && <span class="tag" title="It determines how long the job takes">critical</span>}
              {step.soft && <span class="tag" title="A failure does not count">may fail</span>}
              {step.handler && <span class="tag" title="Runs after a failure">on error</span>}
              {step.attempt > 1 && <span class="tag">attempt {step.attempt}</span>}
              {step.message && <div class="message" title={step.message}>{step.message}</div>}
            </th>
            <td class="minor-text minor">{(step.depends_on ?? []).join(", ")}</td>
            <td class="minor"><Time at={step.started} /></td>
            <td class="number"><Length from={step.started} to={step.ended} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The time, while the job runs; then it does not matter. */
export function currentTime(job: Job): number {
  return job.ended ? Date.parse(job.ended) : now.value;
}
