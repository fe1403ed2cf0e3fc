import { get } from "../lib/api.ts";
import { count } from "../lib/format.ts";
import { useJobEvents, useLoaded, usePolling } from "../lib/hooks.ts";
import { useRowKeys } from "../lib/keys.ts";
import { href } from "../lib/route.ts";
import type { Failed, Overview } from "../lib/runtypes.ts";
import { jobState, runState } from "../lib/states.ts";
import { Empty, Failure, Length, Loading, RunLength, State, StateIcon, Time } from "../parts/basics.tsx";
import { RateBars } from "../parts/bars.tsx";
import { RunProgressBar } from "../parts/progress.tsx";

export function OverviewPage() {
  const loaded = useLoaded("overview", abort => get<Overview>("api/overview", abort));
  usePolling(loaded.reload, 4000);
  useRowKeys();
  useJobEvents(event => event.event === "started" || event.event === "ended" || event.event === "submitted", loaded.reload, 1200);
  const { data } = loaded;
  if (!data) {
    return loaded.error ? <Failure error={loaded.error} retry={loaded.reload} /> : <Loading />;
  }
  return (
    <section class="page">
      <header class="page-head">
        <h1>Overview</h1>
        <p class="hint">version {data.version}, serving since <Time at={data.started} /></p>
      </header>
      {data.problem && <p class="failure" role="alert">{data.problem}</p>}
      <Tiles data={data} />
      <div class="columns">
        <div class="stack">
          <RunningNow data={data} />
          <section class="panel" aria-labelledby="rates">
            <header><h2 id="rates">The last hour</h2></header>
            <div class="panel-body"><RateBars minutes={data.rates.minutes} /></div>
          </section>
        </div>
        <div class="stack">
          <FailedLast failed={data.failed} />
          <Lanes data={data} />
        </div>
      </div>
    </section>
  );
}

function Tiles({ data }: { data: Overview }) {
  const rate = (n: number) => (n < 10 ? n.toFixed(1) : Math.round(n));
  return (
    <ul class="tiles">
      <Tile name="running" value={data.jobs.running} note={data.slots ? `jobs, and ${count(data.running_runs.length, "run")}` : "jobs"} to={href(["jobs"], { state: "running" })} tone="busy" />
      <Tile name="waiting" value={data.jobs.waiting} note="jobs" to={href(["jobs"], { state: "waiting" })} tone="idle" />
      <Tile name="failed per minute" value={rate(data.rates.failed_per_minute)} note="jobs, mean of 10 minutes" to={href(["jobs"], { state: "failed,timed_out,lost" })} tone={data.rates.failed_per_minute > 0 ? "bad" : "idle"} />
      <Tile name="ended per minute" value={rate(data.rates.ended_per_minute)} note="jobs, mean of 10 minutes" to={href(["jobs"])} tone="idle" />
      {data.slots && <Tile name="slots in use" value={`${data.slots.busy} of ${data.slots.size}`} note="processes at once" to={href(["workers"])} tone="idle" />}
      {data.pool && <Tile name="task pool" value={`${data.pool.running} of ${data.pool.size}`} note={`${data.pool.waiting} waiting`} to={href(["workers"])} tone="idle" />}
    </ul>
  );
}

function Tile({ name, value, note, to, tone }: { name: string; value: string | number; note: string; to: string; tone: string }) {
  return (
    <li>
      <a class={`tile tone-${tone}`} href={to}>
        <span class="tile-value">{value}</span>
        <span class="tile-name">{name}</span>
        <span class="tile-note">{note}</span>
      </a>
    </li>
  );
}

function RunningNow({ data }: { data: Overview }) {
  const isNothing = data.running_jobs.length === 0 && data.running_runs.length === 0;
  return (
    <section class="panel" aria-labelledby="now">
      <header><h2 id="now">Running now</h2><a class="hint" href={href(["jobs"], { state: "running" })}>all running jobs</a></header>
      {isNothing ? <Empty title="Nothing is running"><p><a href={href(["pipelines"])}>Start a pipeline</a></p></Empty> : (
        <ul class="list">
          {data.running_runs.map(run => (
            <li key={run.id} class="with-progress">
              <StateIcon state={runState(run)} />
              <a class="list-main" href={href(["runs", run.id])}>{run.name ?? run.id}</a>
              <span class="list-wide"><RunProgressBar run={run} /></span>
              <RunLength run={run} />
            </li>
          ))}
          {data.running_jobs.map(job => (
            <li key={job.id}>
              <StateIcon state={jobState(job)} />
              <a class="list-main" href={href(["jobs", job.id])}>{job.name}</a>
              <span class="hint">{job.user}</span>
              <Length from={job.started} to={job.ended} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function FailedLast({ failed }: { failed: Failed[] }) {
  return (
    <section class="panel" aria-labelledby="failed">
      <header><h2 id="failed">Latest failures</h2><a class="hint" href={href(["jobs"], { state: "failed,timed_out,lost" })}>all failed jobs</a></header>
      {failed.length === 0 ? <Empty title="Nothing has failed" /> : (
        <ul class="list">
          {failed.map(f => (
            <li key={`${f.job ?? f.run} ${f.sequence ?? ""}`}>
              <State state={f.state} />
              <span class="list-main">
                <a href={f.kind === "job" ? href(f.step ? ["jobs", f.job!, f.step] : ["jobs", f.job!]) : href(["runs", f.run!, f.sequence ?? ""])}>
                  {f.kind === "job" ? f.name : [f.name, f.task?.split("/").at(-1)].filter(Boolean).join(": ") || f.run}
                </a>
                <span class="message"> {f.reason}</span>
                {f.stderr && <code class="last-line" title={f.stderr}>{f.stderr}</code>}
              </span>
              <Time at={f.at} relative />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Lanes({ data }: { data: Overview }) {
  const lanes = data.lanes.filter(lane => lane.running + lane.waiting > 0);
  return (
    <section class="panel" aria-labelledby="lanes">
      <header><h2 id="lanes">Lanes</h2></header>
      {lanes.length === 0 ? <Empty title="No lane has jobs" /> : (
        <table class="plain">
          <thead><tr><th scope="col">Lane</th><th scope="col" class="number">Running</th><th scope="col" class="number">Waiting</th></tr></thead>
          <tbody>
            {lanes.map(lane => {
              const name = lane.name.replace(/^prunner\//, "");
              return (
                <tr key={lane.name}>
                  <th scope="row"><a href={href(["jobs"], { pipeline: name, state: "running,waiting" })}>{name}</a></th>
                  <td class="number">{lane.running}</td>
                  <td class="number">{lane.waiting}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}
