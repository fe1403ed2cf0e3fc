import { part, post } from "../lib/api.ts";
import { go, href } from "../lib/route.ts";
import { may } from "../lib/session.ts";
import { hasEnded, isBad } from "../lib/states.ts";
import type { Job, Step } from "../lib/types.ts";
import { Action, notify, useNote } from "./basics.tsx";

/** What can be done with a job now. */
export function JobActions({ job, reload }: { job: Job; reload: () => void }) {
  const path = `api/jobs/${part(job.id)}`;
  const isLive = !hasEnded(job.state);
  const note = useNote(job.state);
  const act = (what: string, done: string) => async () => {
    await post(`${path}/${what}`);
    note(done);
    reload();
  };
  const rerun = (fromFailed: boolean) => async () => {
    const answer = await post<{ job: string }>(`${path}/rerun`, { from_failed: fromFailed });
    notify("A new job was started");
    go(href(["jobs", answer.job]));
  };
  const canRerun = !isLive && job.can_rerun !== false && may("run");
  const failed = job.steps.find(s => s.name === job.first_failure) ?? job.steps.find(s => isBad(s.state) && !s.handler && !s.soft);
  return (
    <div class="buttons" role="group" aria-label="Actions for the job">
      {isLive && may("cancel") && !job.hold && <Action run={act("hold", "No further step starts until it is resumed")}>Pause</Action>}
      {isLive && may("cancel") && job.hold && <Action kind="primary" run={act("resume", "Resumed")}>Resume</Action>}
      {isLive && may("cancel") && !job.stopping && (
        <Action kind="danger" run={act("cancel", "The job is being canceled")} confirm="Cancel this job? Running steps are ended." confirmed="Cancel job">Cancel</Action>
      )}
      {canRerun && failed && (
        <Action kind="primary" run={rerun(true)} title="Steps that succeeded are not run again">Rerun from {failed.name}</Action>
      )}
      {canRerun && <Action run={rerun(false)}>Rerun</Action>}
    </div>
  );
}

/** What can be done with a step now. */
export function StepActions({ job, step, reload }: { job: Job; step: Step; reload: () => void }) {
  const path = `api/jobs/${part(job.id)}/steps/${part(step.name)}`;
  const note = useNote(step.state);
  const act = (what: string, done: string) => async () => {
    const { reply } = await post<{ reply: string }>(`${path}/${what}`);
    note(reply === "unchanged" && what === "resume" ? "The step is not held: it waits for what it depends on" : done);
    reload();
  };
  if (hasEnded(job.state) || hasEnded(step.state) || !may("cancel")) {
    return null;
  }
  return (
    <div class="buttons" role="group" aria-label="Actions for the step">
      {step.state === "running"
        ? <Action kind="danger" run={act("kill", "The step is being ended")} confirm={`End step ${step.name}?`}>End step</Action>
        : step.held
          ? <Action kind="primary" run={act("resume", "The step is released")}>Release</Action>
          : <Action run={act("hold", "The step is held")}>Hold</Action>}
    </div>
  );
}
