import { useState } from "preact/hooks";
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
  usePolling(loaded.reload, PAUSE);
  const { data } = loaded;
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
      <Sizes />
      {loaded.error && <Failure error={loaded.error} retry={loaded.reload} />}
      {!data ? (loaded.error ? null : <Loading />) : (
        <>
          {data.supervisors.length === 0 && <Empty title="No supervisor is running" />}
          {data.supervisors.map(s => <SupervisorPanel key={s.process_id} supervisor={s} server={s.process_id === data.server_process_id ? data : undefined} end={end} />)}
          {data.orphans.length > 0 && (
            <section class="panel" aria-labelledby="orphans">
              <header><h2 id="orphans">Tasks without a supervisor</h2></header>
              <Tasks tasks={data.orphans} end={end} />
            </section>
          )}
        </>
      )}
    </section>
  );
}

/** How many processes and tasks run at once. */
function Sizes() {
  const loaded = useLoaded("sizes", abort => get<Overview>("api/overview", abort));
  usePolling(loaded.reload, PAUSE);
  const { data } = loaded;
  if (!data) {
    return null;
  }
  const resize = async (size: number) => {
    await post("api/slots", { slots: size });
    loaded.reload();
  };
  const resizePool = async (size: number) => {
    await task("api/v1/pool", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ size }) });
    loaded.reload();
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
  const isRight = /^[1-9]\d{0,3}$/.test(text);
  const submit = async () => {
    await set(Number(text));
    notify(`${label}: ${text}`);
    setText("");
  };
  return (
    <form class="size" onSubmit={e => e.preventDefault()}>
      <span>{label}: <b>{busy}</b> of <b>{size}</b> in use</span>
      {may("admin") && (
        <>
          <label class="field"><span class="hidden">{label}, new size</span>
            <input type="text" inputMode="numeric" size={4} placeholder={String(size)} value={text} onInput={e => setText(e.currentTarget.value)} />
          </label>
          <Action run={submit} disabled={!isRight}>Set</Action>
        </>
      )}
    </form>
  );
}

type End = (process: number, drain: boolean) => () => Promise<void>;

function SupervisorPanel({ supervisor: s, server, end }: { supervisor: Supervisor; server: Workers | undefined; end: End }) {
  const isServer = server !== undefined;
  const run = s.run_directory?.split("/").findLast(Boolean);
  const cpu = server?.server_cpu_percent ?? s.running.reduce((sum, t) => sum + (t.cpu_percent ?? 0), 0);
  const memory = server?.server_memory_bytes ?? s.running.reduce((sum, t) => sum + (t.memory_bytes ?? 0), 0);
  return (
    <section class="panel" aria-label={`Supervisor ${s.process_id}`}>
      <header>
        <State state={s.state.toLowerCase()} />
        <h2>{isServer ? "This server" : run ? <a href={href(["runs", run])}>{run}</a> : `Process ${s.process_id}`}</h2>
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
            <Action run={end(s.process_id, true)} confirm="Drain it? Running tasks finish; no further task starts.">Drain</Action>
            <Action kind="danger" run={end(s.process_id, false)} confirm="End it with all its tasks?">End</Action>
          </div>
        )}
      </header>
      {s.running.length > 0 ? <Tasks tasks={s.running} end={end} isOfServer={isServer} /> : <p class="hint padded">No task is running.</p>}
    </section>
  );
}

function Tasks({ tasks, end, isOfServer = false }: { tasks: WorkerTask[]; end: End; isOfServer?: boolean }) {
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
              <th scope="row" class="task-cell" title={t.task}>{isOfServer ? <a href={href(["jobs", ...t.task.split("/", 2)])}>{t.task}</a> : t.task}{t.attempt > 1 && <span class="tag">attempt {t.attempt}</span>}</th>
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
