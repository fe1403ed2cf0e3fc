import { get, part, post } from "../lib/api.ts";
import { quoted } from "../lib/format.ts";
import { useLoaded } from "../lib/hooks.ts";
import { href } from "../lib/route.ts";
import type { Run } from "../lib/runtypes.ts";
import { may } from "../lib/session.ts";
import { Action, Empty, Length, notify } from "./basics.tsx";

const SETTINGS = [
  { key: "max_workers", name: "Slots at the start", unit: "" },
  { key: "timeout_seconds", name: "Time limit of a task", unit: " s" },
  { key: "kill_after_seconds", name: "Killed after", unit: " s" },
  { key: "retries", name: "Retries", unit: "" },
];

interface Props {
  run: Run;
  chosen: number | undefined;
  choose: (task: number) => void;
  reload: () => void;
}

/** The tasks that run now. */
export function RunningTasks({ run, chosen, choose, reload }: Props) {
  if (run.running.length === 0) {
    return <Empty title={run.ended ? "The run has ended" : "No task is running"} />;
  }
  const end = (sequence: number) => async () => {
    const answer = await post<{ text?: string }>(`api/runs/${part(run.id)}/tasks/${sequence}/kill`, {});
    notify(answer.text?.trim() || "The task is being ended");
    reload();
  };
  return (
    <>
      {run.state === "cut-off" && <p class="hint padded">The supervisor of these tasks is dead. End them on the page <a href={href(["workers"])}>Workers</a>.</p>}
      <table class="plain" aria-label="Running tasks">
        <thead><tr><th scope="col" class="number">Slot</th><th scope="col">Task</th><th scope="col" class="number">Runs</th><th scope="col"><span class="hidden">End</span></th></tr></thead>
        <tbody>
          {run.running.map(task => (
            <tr key={task.sequence} class={task.sequence === chosen ? "chosen" : undefined}>
              <td class="number">{task.slot}</td>
              <th scope="row">
                <button type="button" class="link" onClick={() => choose(task.sequence)}>{task.task} {task.arguments.join(" ")}</button>
                {task.attempt > 1 && <span class="tag">attempt {task.attempt}</span>}
              </th>
              <td class="number"><Length from={task.started} to={null} /></td>
              <td class="number">{may("admin") && run.may.includes("kill") && <Action run={end(task.sequence)} kind="danger" confirm={`End task ${task.task}?`}>End</Action>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** How the run was started, and what it waits for. */
export function RunAbout({ run }: { run: Run }) {
  const explained = useLoaded(`explain ${run.id} ${run.state}`, async abort =>
    (run.ended ? null : (await get<Run>(`api/runs/${part(run.id)}?explain=true`, abort)).explain));
  const facts: [string, preact.ComponentChildren][] = [
    ["Run", <code>{run.id}</code>],
    ["Command line", <code>{["parallelr", ...run.command_line].map(quoted).join(" ")}</code>],
    ["Sources", run.sources.map(s => <code key={s}>{s} </code>)],
    ["Directory", <code>{run.working_directory}</code>],
    ["Outputs", <code>{run.directory}</code>],
    ["User", `${run.user} on ${run.hostname}, process ${run.process_id}`],
    ...SETTINGS.filter(({ key }) => run.settings[key] != null)
      .map(({ key, name, unit }): [string, string] => [name, `${run.settings[key]}${unit}`]),
  ];
  if (run.continues) {
    facts.push(["Continues", <a href={href(["runs", run.continues])}>{run.continues}</a>]);
  }
  if (run.next_command) {
    facts.push(["In a terminal", <code>{run.next_command}</code>]);
  }
  return (
    <>
      {explained.data && <pre class="command explain">{explained.data}</pre>}
      <table class="plain about"><tbody>{facts.map(([name, value]) => <tr key={name}><th scope="row">{name}</th><td>{value}</td></tr>)}</tbody></table>
    </>
  );
}
