import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { get } from "../lib/api.ts";
import { filterQuery, isFiltered, parseFilter, type JobFilter } from "../lib/filters.ts";
import { count } from "../lib/format.ts";
import { useJobEvents, useLoaded } from "../lib/hooks.ts";
import { useJobList } from "../lib/joblist.ts";
import { useKeys } from "../lib/keys.ts";
import { go, href, replace, route } from "../lib/route.ts";
import { JOB_STATES, jobState, look } from "../lib/states.ts";
import type { JobSummary } from "../lib/types.ts";
import { Empty, Failure, Length, Loading, State, StateIcon, Time } from "../parts/basics.tsx";
import { BigTable, type Column } from "../parts/table.tsx";

const COLUMNS: Column<JobSummary>[] = [
  { name: "State", cell: job => <State state={jobState(job)} />, kind: "c-state" },
  {
    name: "Pipeline", kind: "c-name",
    cell: job => <><a class="row-link" href={href(["jobs", job.id])}>{job.name || job.id}</a> <code class="short-id">{job.id.slice(0, 8)}</code></>,
  },
  { name: "Steps", cell: job => <Steps job={job} />, kind: "c-steps" },
  { name: "What happened", cell: job => <span class="message" title={job.message ?? ""}>{job.message ?? ""}</span>, kind: "c-message minor" },
  { name: "User", cell: job => job.user || <span class="none">–</span>, kind: "c-user minor" },
  { name: "Created", cell: job => <Time at={job.created} />, kind: "c-time" },
  { name: "Took", cell: job => <Length from={job.started} to={job.ended} />, kind: "number c-length" },
];

/** How many steps are in which state, as small marks. */
function Steps({ job }: { job: JobSummary }) {
  const counts = Object.entries(job.step_counts).filter(([, n]) => n > 0);
  const order = ["failed", "timed_out", "running", "succeeded"];
  counts.sort(([a], [b]) => (order.indexOf(a) + 9) % 9 - (order.indexOf(b) + 9) % 9);
  const words = counts.map(([state, n]) => `${n} ${look(state).word}`).join(", ");
  return (
    <span class="step-counts" title={words}>
      <span class="hidden">{words}</span>
      {counts.slice(0, 4).map(([state, n]) => <span key={state} aria-hidden="true"><StateIcon state={state} />{n}</span>)}
    </span>
  );
}

export function JobsPage() {
  const text = filterQuery(parseFilter(route.value.query)).toString();
  const filter = useMemo(() => parseFilter(new URLSearchParams(text)), [text]);
  const list = useJobList(filter);
  return (
    <section class="page fill">
      <header class="page-head">
        <h1>Jobs</h1>
        <p class="hint" role="status">
          {list.jobs && (list.more ? `the newest ${list.jobs.length.toLocaleString()}; scroll for more` : count(list.jobs.length, "job"))}
        </p>
      </header>
      <Filters filter={filter} />
      {list.error && <Failure error={list.error} retry={list.reload} />}
      {!list.jobs ? (list.error ? null : <Loading />)
        : list.jobs.length === 0 ? <Nothing filter={filter} />
        : <BigTable label="Jobs" rows={list.jobs} columns={COLUMNS} id={job => job.id}
            href={job => href(["jobs", job.id])} more={list.more} />}
    </section>
  );
}

function Nothing({ filter }: { filter: JobFilter }) {
  return isFiltered(filter)
    ? (
      <Empty title="No job matches this filter">
        <p><a href={href(["jobs"])}>Show all jobs</a></p>
      </Empty>
    ) : (
      <Empty title="No jobs yet">
        <p><a href={href(["pipelines"])}>Start a pipeline</a>, or in a terminal:</p>
        <pre class="command">parallelr jobs run NAME --follow</pre>
      </Empty>
    );
}

const PERIODS = [["", "any time"], ["1h", "the last hour"], ["24h", "the last day"], ["7d", "the last week"], ["30d", "the last 30 days"]] as const;

function Filters({ filter }: { filter: JobFilter }) {
  const [q, setQ] = useState(filter.q);
  const [user, setUser] = useState(filter.user);
  const search = useRef<HTMLInputElement>(null);
  const pipelines = useLoaded("pipelines", abort => get<{ pipelines: { pipeline: string }[] }>("api/pipelines", abort));
  useJobEvents(() => false, pipelines.reload); // again when the server is back
  const set = (change: Partial<JobFilter>, isTyped = false) => {
    const address = href(["jobs"], filterQuery({ ...filter, ...change }));
    (isTyped ? replace : go)(address);
  };
  useEffect(() => setQ(filter.q), [filter.q]);
  useEffect(() => setUser(filter.user), [filter.user]);
  useEffect(() => {
    const timer = setTimeout(() => (q !== filter.q || user !== filter.user) && set({ q: q.trim(), user: user.trim() }, true), 250);
    return () => clearTimeout(timer);
  }, [q, user]);
  useKeys([
    { keys: "/", what: "Search", run: () => search.current?.focus() },
    { keys: "x", what: "Remove all filters", run: () => go(href(["jobs"])) },
  ]);
  const names = pipelines.data?.pipelines.map(p => p.pipeline) ?? [];
  const toggle = (state: string) =>
    set({ state: filter.state.includes(state) ? filter.state.filter(s => s !== state) : [...filter.state, state] });
  return (
    <form class="filters" role="search" aria-label="Filter jobs" onSubmit={e => e.preventDefault()}>
      <div class="chips" role="group" aria-label="State">
        {JOB_STATES.map(state => (
          <button key={state} type="button" class={`chip tone-${look(state).tone}`} aria-pressed={filter.state.includes(state)}
            onClick={() => toggle(state)}><StateIcon state={state} />{look(state).word}</button>
        ))}
      </div>
      <label class="field"><span>Pipeline</span>
        <select value={filter.pipeline} onChange={e => set({ pipeline: e.currentTarget.value })}>
          <option value="">all</option>
          {[...new Set(filter.pipeline ? [filter.pipeline, ...names] : names)].sort().map(name => <option key={name} value={name}>{name}</option>)}
        </select>
      </label>
      <label class="field"><span>User</span>
        <input type="text" size={9} value={user} onInput={e => setUser(e.currentTarget.value)} />
      </label>
      <label class="field"><span>Created in</span>
        <select value={filter.since} onChange={e => set({ since: e.currentTarget.value })}>
          {PERIODS.map(([value, words]) => <option key={value} value={value}>{words}</option>)}
          {!PERIODS.some(([value]) => value === filter.since) && <option value={filter.since}>since {filter.since}</option>}
        </select>
      </label>
      <label class="field grow"><span>Text</span>
        <input ref={search} type="search" value={q} placeholder="id, name or variables" onInput={e => setQ(e.currentTarget.value)} />
      </label>
      {isFiltered(filter) && <a class="button quiet" href={href(["jobs"])}>Remove filters</a>}
    </form>
  );
}
