import { useState } from "preact/hooks";
import { part, post } from "../lib/api.ts";
import { go, href } from "../lib/route.ts";
import type { Run } from "../lib/runtypes.ts";
import { may } from "../lib/session.ts";
import { Action, notify } from "./basics.tsx";

/** What can be done with a run now. */
export function RunActions({ run, reload }: { run: Run; reload: () => void }) {
  const [slots, setSlots] = useState("");
  const [problem, setProblem] = useState("");
  if (!may("admin")) {
    return null;
  }
  const path = `api/runs/${part(run.id)}`;
  const isEnding = ["draining", "stopping"].includes(run.progress?.state ?? ""); // newer than what may be done
  const can = (what: string) => run.may.includes(what) && (what === "kill" || !isEnding);
  const act = (what: string, body?: unknown) => async () => {
    const answer = await post<{ text?: string; run?: string }>(`${path}/${what}`, body ?? {});
    notify(answer.text?.trim() || "Done");
    if (answer.run) {
      go(href(["runs", answer.run]));
    } else {
      reload();
    }
  };
  const change = (text: string) => act("slots", { change: text });
  const submit = () => {
    if (/^\d+$/.test(slots.trim())) {
      void change(slots.trim())().then(() => setSlots(""), (e: unknown) => setProblem(e instanceof Error ? e.message : String(e)));
    } else {
      setProblem("Enter a whole number, such as 4");
    }
  };
  return (
    <div class="buttons" role="group" aria-label="Actions for the run">
      {can("slots") && (
        <span class="slots">
          <Action run={change("-1")} title="One slot fewer">−</Action>
          <label class="field">slots
            <input type="text" inputMode="numeric" size={3} value={slots} placeholder={String(run.progress?.slots ?? "")}
              aria-invalid={problem !== ""} aria-describedby="slots-problem"
              onInput={e => {
                setSlots(e.currentTarget.value);
                setProblem("");
              }}
              onKeyDown={e => e.key === "Enter" && submit()} />
          </label>
          <Action run={change("+1")} title="One slot more">+</Action>
          <span class="field-problem" id="slots-problem" role="status">{problem}</span>
        </span>
      )}
      {can("pause") && run.progress?.state !== "paused" && <Action run={act("pause", { suspend: false })} title="Start no further tasks">Pause</Action>}
      {can("unpause") && (run.progress?.state === "paused" || !can("pause")) && <Action kind="primary" run={act("unpause")}>Continue</Action>}
      {can("drain") && <Action run={act("drain")} confirm="Drain this run? Running tasks finish; no further task starts." title="End when the running tasks have finished">Drain</Action>}
      {can("kill") && <Action kind="danger" run={act("kill")} confirm="End this run with all its tasks?">End</Action>}
      {can("retry") && run.failed > 0 && <Action kind="primary" run={act("retry")} title="Start another run with the failed tasks">Retry failed</Action>}
      {can("resume") && <Action run={act("resume")} title="Start another run with the remaining tasks">Resume</Action>}
    </div>
  );
}
