import { useEffect, useState } from "preact/hooks";
import { get, part, post } from "../lib/api.ts";
import { bytes, count, duration } from "../lib/format.ts";
import { useLoaded } from "../lib/hooks.ts";
import { usePaged } from "../lib/pages.ts";
import { go, href } from "../lib/route.ts";
import type { Run, RunTask } from "../lib/runtypes.ts";
import { may } from "../lib/session.ts";
import { hasEnded, isBad, look } from "../lib/states.ts";
import { Action, Empty, Failure, Length, Loading, notify, State, StateIcon } from "./basics.tsx";
import { LogPanel } from "./logpanel.tsx";

interface Props {
  run: Run;
  /** Another number when something has changed. */
  turn: number;
  chosen: number | undefined;
  choose: (task: number) => void;
  /** Told of the first task that runs or has failed, or else of the first that is listed. */
  first: (task: number) => void;
}

const STATES = ["running", "failed", "succeeded", "timeout", "error", "cancelled", "skipped", "retrying"];
const BAD = "failed,timeout,error";
const BEGUN = "running,retrying,succeeded,failed,timeout,error,cancelled"; // not skipped, as in runs of what was left

/** The tasks of a run that have begun; those that failed, if some have. */
export function RunTasks({ run, turn, chosen, choose, first }: Props) {
  const [state, setState] = useState(run.failed > 0 ? BAD : "");
  const [q, setQ] = useState("");
  const [order, setOrder] = useState("sequence");
  const query = new URLSearchParams({ state: state || BEGUN, ...(q && { q }), order, limit: "200" }).toString();
  const list = usePaged<RunTask>(`${run.id} ${query}`, async next => {
    const page = await get<{ tasks: RunTask[]; next: number | null; matching: number }>(
      `api/runs/${part(run.id)}/tasks?${query}${next ? `&after=${next}` : ""}`);
    return { rows: page.tasks, next: page.next === null ? null : String(page.next) };
  }, task => task.sequence);
  useEffect(() => {
    if (turn > 0) {
      const timer = setTimeout(list.reload, 400);
      return () => clearTimeout(timer);
    }
    return () => {};
  }, [turn]);
  const top = (list.rows?.find(task => !hasEnded(task.state) || isBad(task.state)) ?? list.rows?.[0])?.sequence;
  useEffect(() => {
    if (top !== undefined) {
      first(top);
    }
  }, [top]);
  return (
    <div class="run-tasks">
      <form class="filters tight" onSubmit={e => e.preventDefault()} role="search" aria-label="Filter tasks">
        <label class="field"><span class="hidden">State</span>
          <select value={state} onChange={e => setState(e.currentTarget.value)}>
            <option value="">all started</option>
            <option value={BAD}>all failed</option>
            {STATES.map(s => <option key={s} value={s}>{look(s).word}</option>)}
          </select>
        </label>
        <label class="field"><span class="hidden">Order</span>
          <select value={order} onChange={e => setOrder(e.currentTarget.value)}>
            <option value="sequence">by number</option>
            <option value="duration">longest first</option>
            <option value="ended">latest end first</option>
          </select>
        </label>
        <label class="field grow"><span class="hidden">Text</span>
          <input type="search" placeholder="task or arguments" value={q} onInput={e => setQ(e.currentTarget.value)} />
        </label>
      </form>
      {list.error && <Failure error={list.error} retry={list.reload} />}
      {!list.rows ? (list.error ? null : <Loading />) : list.rows.length === 0 ? <Empty title="No task matches this filter" /> : (
        <ul class="task-list" aria-label="Tasks">
          {list.rows.map(task => <Task key={task.sequence} task={task} isChosen={task.sequence === chosen} choose={choose} />)}
        </ul>
      )}
      {list.more && <p class="more"><button type="button" onClick={list.more}>More</button></p>}
      {run.left_out > 0 && <p class="hint">{count(run.left_out, "task")} more are not listed.</p>}
    </div>
  );
}

function Task({ task, isChosen, choose }: { task: RunTask; isChosen: boolean; choose: (task: number) => void }) {
  const tail = isBad(task.state) ? (task.stderr ?? "").trimEnd().split("\n").slice(-2).join("\n") : "";
  return (
    <li class={isChosen ? "chosen" : undefined}>
      <button type="button" aria-pressed={isChosen} onClick={() => choose(task.sequence)}>
        <StateIcon state={task.state} />
        <span class="task-number">{task.sequence}</span>
        <span class="task-name">
          <span class="hidden">{look(task.state).word} </span>{task.task} {task.arguments.join(" ")}
          {task.attempt > 1 && <span class="tag">attempt {task.attempt}</span>}
          {task.reason && isBad(task.state) && <span class="message"> {task.reason}</span>}
          {tail && <code class="tail">{tail}</code>}
        </span>
        <span class="task-length">{task.state === "lost" ? "" : <Length from={task.started} to={task.ended} />}</span>
      </button>
    </li>
  );
}

interface PanelProps {
  run: Run;
  sequence: number;
  turn: number;
  reload: () => void;
}

/** A task and what it prints. */
export function TaskPanel({ run, sequence, turn, reload }: PanelProps) {
  const base = `api/runs/${part(run.id)}/tasks/${sequence}`;
  const loaded = useLoaded(base, abort => get<RunTask & { command: string }>(base, abort));
  const task = loaded.data;
  const isOver = task !== undefined && hasEnded(task.state);
  useEffect(() => {
    if (turn > 0 && !isOver) {
      loaded.reload();
    }
  }, [turn]);
  if (!task) {
    return loaded.error ? <Failure error={loaded.error} retry={loaded.reload} /> : <Loading />;
  }
  const end = async () => {
    const answer = await post<{ text?: string }>(`${base}/kill`, {});
    notify(answer.text?.trim() || "The task is being ended");
    reload();
  };
  const retry = async () => {
    const answer = await post<{ run: string }>(`api/runs/${part(run.id)}/retry`, { tasks: [sequence] });
    go(href(["runs", answer.run]));
  };
  return (
    <section class="step-panel" aria-label={`Task ${sequence}`}>
      <header class="step-head">
        <h2><State state={task.state} /> <span class="id">{task.task} {task.arguments.join(" ")}</span></h2>
        <div class="buttons">
          {may("admin") && !isOver && run.may.includes("kill") && <Action kind="danger" run={end} confirm={`End task ${task.task}?`}>End task</Action>}
          {may("admin") && isBad(task.state) && run.may.includes("retry") && <Action run={retry}>Retry this</Action>}
        </div>
        <span class="facts-inline wide">
          <span>task {task.sequence} in slot {task.slot}</span>
          {task.duration_seconds !== null && <span>{duration(1000 * task.duration_seconds)}</span>}
          {task.cpu_seconds !== null && <span>CPU {duration(1000 * task.cpu_seconds)}</span>}
          {task.memory_bytes !== null && <span>memory {bytes(task.memory_bytes)}</span>}
          {task.reason && <span class="message" title={task.reason}>{task.reason}</span>}
        </span>
        <code class="task-command">{task.command}</code>
      </header>
      <LogPanel key={`${base} ${task.attempt}`} path={`${base}/output`} name={`${run.name ?? run.id}-${sequence}`} hasBegun={!!task.started} hasEnded={isOver || !!run.ended} />
    </section>
  );
}
