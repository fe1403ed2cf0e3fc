import { useId, useState } from "preact/hooks";
import { get, post, task } from "../lib/api.ts";
import { bytes, duration } from "../lib/format.ts";
import { useLoaded, usePolling } from "../lib/hooks.ts";
import { href } from "../lib/route.ts";
import type { Overview, Supervisor, Workers, WorkerTask } from "../lib/runtypes.ts";
import { may } from "../lib/session.ts";
import { Action, Empty, Failure, Loading, notify, State, Time } from "../parts/basics.tsx";

const PAUSE = 3000;

export function WorkersPage() {
  const loaded = useLoaded("workers", abort => get<Workers>("api/workers", abort));
  const overview = useLoaded("sizes", abort => get<Overview>("api/overview", abort));
  usePolling(() => {
    loaded.reload();
    overview.reload();
  }, PAUSE);
  const { data } = loaded;
  const jobs = new Map((overview.data?.running_jobs ?? []).map(job => [job.id, job.name]));
  const end = (process: number, drain: boolean) => async () => {
    const answer = await post<{ text: string; gone: boolean }>(`api/workers/${process}/end`, { drain });
    notify(answer.text.trim() || "Done");
    loaded.reload();
  };
  return (
    <section class="page">
      <header class="page-head">
        <h1>Workers</h1>
        <p class="hint">processes of this user on this machine</p>
      </header>
      <Sizes overview={overview.data} reload={overview.reload} />
      {loaded.error && <Failure error={loaded.error} retry={loaded.reload} />}
      {!data ? (loaded.error ? null : <Loading />) : (
        <>
          {data.supervisors.length === 0 && <Empty title="No supervisor is running" />}
          {data.supervisors.map(s => <SupervisorPanel key={s.process_id} supervisor={s} server={s.process_id === data.server_process_id ? data : undefined}
            name={data.run_names[s.session_id]} jobs={jobs} end={end} />)}
          {data.orphans.length > 0 && (
            <section class="panel" aria-labelledby="orphans">
              <header><h2 id="orphans">Tasks without a supervisor</h2></header>
              <Tasks tasks={data.orphans} end={end} jobs={undefined} />
            </section>
          )}
        </>
      )}
    </section>
  );
}

/** How many processes and tasks run at once. */
function Sizes({ overview: data, reload }: { overview: Overview | undefined; reload: () => void }) {
  if (!data) {
    return null;
  }
  const resize = async (size: number) => {
    await post("api/slots", { slots: size });
    reload();
  };
  const resizePool = async (size: number) => {
    await task("api/v1/pool", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ size }) });
    reload();
  };
  return (
    <div class="sizes">
      {data.slots && <Size label="Server slots" busy={data.slots.busy} size={data.slots.size} set={resize} />}
      {data.pool && <Size label="Task pool" busy={data.pool.running} size={data.pool.size} set={resizePool} />}
    </div>
  );
}

function Size({ label, busy, size, set }: { label: string; busy: number; size: number; set: (size: number) => Promise<void> }) {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState("");
  const id = useId();
  const submit = async () => {
    if (!/^[1-9]\d{0,3}$/.test(text.trim())) {
      setProblem("Enter a whole number from 1 to 9999");
      return;
    }
    await set(Number(text));
    notify(`${label}: ${text.trim()}`);
    setText("");
  };
  return (
    <form class="size" onSubmit={e => {
      e.preventDefault();
      submit().catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)));
    }}>
      <span>{label}: <b>{busy}</b> of <b>{size}</b> in use</span>
      {may("admin") && (
        <>
          <label class="field"><span class="hidden">{label}, new size</span>
            <input type="text" inputMode="numeric" size={4} placeholder={String(size)} value={text}
              aria-invalid={problem !== ""} aria-describedby={id}
              onInput={e => {
                setText(e.currentTarget.value);
                setProblem("");
              }} />
          </label>
          <Action run={submit}>Set</Action>
          <span class="field-problem" id={id} role="status">{problem}</span>
        </>
      )}
    </form>
  );
}

type End = (process: number, drain: boolean) => () => Promise<void>;

interface SupervisorProps {
  supervisor: Supervisor;
  server: Workers | undefined;
  /** Of its run. */
  name: string | undefined;
  /** The names of the server's jobs, by their ids. */
  jobs: Map<string, string>;
  end: End;
}

function SupervisorPanel({ supervisor: s, server, name, jobs, end }: SupervisorProps) {
  const isServer = server !== undefined;
  const state = s.state ?? "running"; // it has not said anything yet
  const run = s.run_directory?.split("/").findLast(Boolean);
  const cpu = server?.server_cpu_percent ?? s.running.reduce((sum, t) => sum + (t.cpu_percent ?? 0), 0);
  const memory = server?.server_memory_bytes ?? s.running.reduce((sum, t) => sum + (t.memory_bytes ?? 0), 0);
  return (
    <section class="panel" aria-label={`Supervisor ${s.process_id}`}>
      <header>
        <State state={state} />
        <h2>{isServer ? "This server" : run ? <a href={href(["runs", run])} title={run}>{name ?? run}</a> : `Process ${s.process_id}`}</h2>
        <span class="facts-inline">
          <span>process {s.process_id}</span>
          <span>since <Time at={s.start_time} /></span>
          {s.slots !== null && <span>{s.slots_busy ?? s.running.length} of {s.slots} slots</span>}
          {s.tasks !== null && !isServer && <span>{s.done ?? 0} of {s.tasks} done{s.failed ? <b class="bad-text">, {s.failed} failed</b> : ""}</span>}
          <span title="since it was started">CPU {Math.round(cpu)} %</span>
          <span>{bytes(memory)}</span>
          {s.waits_for && <span class="message">waits for {s.waits_for}</span>}
        </span>
        {may("admin") && !isServer && (
          <div class="buttons">
            {state !== "draining" && state !== "stopping" && <Action run={end(s.process_id, true)} confirm="Drain it? Running tasks finish; no further task starts.">Drain</Action>}
            <Action kind="danger" run={end(s.process_id, false)} confirm="End it with all its tasks?">End</Action>
          </div>
        )}
      </header>
      {s.running.length > 0 ? <Tasks tasks={s.running} end={end} jobs={isServer ? jobs : undefined} /> : <p class="hint padded">No task is running.</p>}
    </section>
  );
}

/** @param jobs the names of jobs if these are their steps */
function Tasks({ tasks, end, jobs }: { tasks: WorkerTask[]; end: End; jobs: Map<string, string> | undefined }) {
  const largest = Math.max(1, ...tasks.map(t => t.memory_bytes ?? 0));
  return (
    <div class="scroll-x">
      <table class="plain">
        <thead>
          <tr><th scope="col">Task</th><th scope="col" class="number minor">Process</th><th scope="col" class="number">Runs</th>
            <th scope="col">CPU</th><th scope="col">Memory</th><th scope="col"><span class="hidden">End</span></th></tr>
        </thead>
        <tbody>
          {tasks.map(t => (
            <tr key={t.process_id}>
              <th scope="row" class="task-cell" title={t.task}>{jobs ? <StepLink task={t.task} jobs={jobs} /> : t.task}{t.attempt > 1 && <span class="tag">attempt {t.attempt}</span>}</th>
              <td class="number minor">{t.process_id}</td>
              <td class="number">{duration(1000 * t.running_seconds)}</td>
              <td><Meter value={t.cpu_percent} most={100} words={t.cpu_percent === null ? "–" : `${Math.round(t.cpu_percent)} %`} label="CPU" /></td>
              <td><Meter value={t.memory_bytes} most={largest} words={t.memory_bytes === null ? "–" : bytes(t.memory_bytes)} label="Memory" /></td>
              <td class="number">{may("admin") && <Action kind="danger" run={end(t.process_id, false)} confirm={`End ${t.task}?`}>End</Action>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A step that the server runs, whose task is called by the id of its job. */
function StepLink({ task, jobs }: { task: string; jobs: Map<string, string> }) {
  const [job = "", ...step] = task.split("/");
  return <a href={href(["jobs", job, step.join("/")])}>{jobs.get(job) ?? job} / {step.join("/")}</a>;
}

function Meter({ value, most, words, label }: { value: number | null; most: number; words: string; label: string }) {
  const share = Math.min(100, (100 * (value ?? 0)) / most);
  return (
    <span class="meter">
      <span class="progress tone-busy" role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={most} aria-valuenow={Math.min(most, value ?? 0)} aria-valuetext={words}>
        <span style={{ width: `${share}%` }} />
      </span>
      <span aria-hidden="true">{words}</span>
    </span>
  );
}
