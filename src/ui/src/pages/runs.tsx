import { useEffect, useRef, useState } from "preact/hooks";
import { get } from "../lib/api.ts";
import { count } from "../lib/format.ts";
import { usePolling } from "../lib/hooks.ts";
import { useKeys } from "../lib/keys.ts";
import { usePaged } from "../lib/pages.ts";
import { go, href, replace, route } from "../lib/route.ts";
import type { RunSummary } from "../lib/runtypes.ts";
import { look, runState } from "../lib/states.ts";
import { Empty, Failure, Loading, RunLength, State, StateIcon, Time } from "../parts/basics.tsx";
import { RunProgressBar } from "../parts/progress.tsx";
import { RunTabs } from "../parts/runtabs.tsx";
import { BigTable, type Column } from "../parts/table.tsx";

const STATES = ["running", "succeeded", "failed", "stopped", "interrupted", "cut-off"];

const COLUMNS: Column<RunSummary>[] = [
  { name: "State", cell: run => <State state={runState(run)} />, kind: "c-state" },
  {
    name: "Run", kind: "c-name",
    cell: run => (
      <>
        <a class="row-link" href={href(["runs", run.id])}>{run.name ?? run.id}</a>
        {Object.entries(run.tags).map(([key, value]) => <span key={key} class="tag">{key}={value}</span>)}
      </>
    ),
  },
  { name: "Tasks", cell: run => <RunProgressBar run={run} />, kind: "c-progress" },
  { name: "What happened", cell: run => <span class="message" title={run.reason ?? ""}>{run.reason ?? ""}</span>, kind: "c-message c-reason" },
  { name: "Started", cell: run => <Time at={run.started} />, kind: "c-time" },
  { name: "Took", cell: run => <RunLength run={run} />, kind: "number c-length" },
];

export function RunsPage() {
  const query = new URLSearchParams([...route.value.query].filter(([name, value]) => ["state", "q", "tag"].includes(name) && value));
  const text = query.toString();
  const list = usePaged<RunSummary>(text, async next => {
    const page = await get<{ runs: RunSummary[]; next: string | null }>(`api/runs?${text}${next ? `&before=${encodeURIComponent(next)}` : ""}&limit=100`);
    return { rows: page.runs, next: page.next };
  }, run => run.id);
  usePolling(list.reload, 3000);
  return (
    <section class="page fill">
      <header class="page-head">
        <h1>Command-line runs</h1>
        <p class="hint" role="status">{list.rows && (list.more ? `the newest ${list.rows.length}; scroll for more` : count(list.rows.length, "run"))}</p>
      </header>
      <RunTabs current="runs" />
      <Filters query={query} />
      {list.error && <Failure error={list.error} retry={list.reload} />}
      {!list.rows ? (list.error ? null : <Loading />) : list.rows.length === 0 ? (
        text ? <Empty title="No run matches this filter"><p><a href={href(["runs"])}>Show all runs</a></p></Empty> : (
          <Empty title="No runs yet">
            <p>Runs of this user on this machine are listed here. Start one in a terminal:</p>
            <pre class="command">parallelr -T tasks/ -C 'bash @TASK@' -r -m 4</pre>
          </Empty>
        )
      ) : <BigTable label="Runs" rows={list.rows} columns={COLUMNS} id={run => run.id} href={run => href(["runs", run.id])} more={list.more} />}
    </section>
  );
}

function Filters({ query }: { query: URLSearchParams }) {
  const states = (query.get("state") ?? "").split(",").filter(Boolean);
  const [q, setQ] = useState(query.get("q") ?? "");
  const [tag, setTag] = useState(query.get("tag") ?? "");
  const search = useRef<HTMLInputElement>(null);
  const set = (name: string, value: string, isTyped = false) => {
    const next = new URLSearchParams(query);
    next.delete(name);
    if (value) {
      next.set(name, value);
    }
    (isTyped ? replace : go)(href(["runs"], next));
  };
  useEffect(() => {
    const timer = setTimeout(() => {
      if (q !== (query.get("q") ?? "")) {
        set("q", q, true);
      } else if (tag !== (query.get("tag") ?? "")) {
        set("tag", tag, true);
      }
    }, 250);
    return () => clearTimeout(timer);
  }, [q, tag]);
  useKeys([{ keys: "/", what: "Search", run: () => search.current?.focus() }]);
  return (
    <form class="filters" role="search" aria-label="Filter runs" onSubmit={e => e.preventDefault()}>
      <div class="chips" role="group" aria-label="State">
        {STATES.map(state => (
          <button key={state} type="button" class={`chip tone-${look(state).tone}`} aria-pressed={states.includes(state)}
            onClick={() => set("state", (states.includes(state) ? states.filter(s => s !== state) : [...states, state]).join(","))}>
            <StateIcon state={state} />{look(state).word}
          </button>
        ))}
      </div>
      <label class="field"><span>Tag</span><input type="text" size={12} placeholder="key=value" value={tag} onInput={e => setTag(e.currentTarget.value)} /></label>
      <label class="field grow"><span>Text</span>
        <input ref={search} type="search" placeholder="id, name, tag or command" value={q} onInput={e => setQ(e.currentTarget.value)} />
      </label>
      {query.toString() && <a class="button quiet" href={href(["runs"])} onClick={() => { setQ(""); setTag(""); }}>Remove filters</a>}
    </form>
  );
}
