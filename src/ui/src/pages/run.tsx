import { useEffect, useState } from "preact/hooks";
import { get, part } from "../lib/api.ts";
import { useLoaded } from "../lib/hooks.ts";
import { useKeys } from "../lib/keys.ts";
import { follow } from "../lib/live.ts";
import { go, href, replace, route } from "../lib/route.ts";
import type { Run } from "../lib/runtypes.ts";
import { look, runState } from "../lib/states.ts";
import { Failure, Loading, RunLength, State, Time } from "../parts/basics.tsx";
import { RunProgressBar } from "../parts/progress.tsx";
import { RunActions } from "../parts/runactions.tsx";
import { RunAbout, RunningTasks } from "../parts/runabout.tsx";
import { RunTasks, TaskPanel } from "../parts/runtasks.tsx";
import { SlotTimelineView } from "../parts/slottimeline.tsx";
import { Tabs } from "../parts/tabs.tsx";

const VIEWS = ["tasks", "running", "slots", "about"] as const;
type View = (typeof VIEWS)[number];

export function RunPage({ id, sequence }: { id: string; sequence: string | undefined }) {
  const base = `api/runs/${part(id)}`;
  const loaded = useLoaded(id, abort => get<Run>(base, abort));
  const [live, setLive] = useState<Partial<Run>>({});
  const [turn, setTurn] = useState(0);
  const isRunning = loaded.data?.state === "running";
  useEffect(() => {
    if (!isRunning) {
      return () => {};
    }
    const stream = follow(`${base}/events`, {
      on: {
        progress: data => {
          setLive(JSON.parse(data) as Partial<Run>);
          setTurn(n => n + 1);
        },
        end: () => {
          stream.close();
          setLive({});
          loaded.reload();
          setTurn(n => n + 1);
        },
      },
    });
    return () => stream.close();
  }, [id, isRunning]);
  if (!loaded.data) {
    return loaded.error ? <Failure error={loaded.error} retry={loaded.reload} /> : <Loading />;
  }
  const { counts = loaded.data.counts } = live;
  const run: Run = isRunning
    ? { ...loaded.data, ...live, ...counted(counts, loaded.data.total) }
    : loaded.data;
  return <Shown run={run} sequence={sequence ? Number(sequence) : undefined} turn={turn} reload={loaded.reload} />;
}

/** The numbers of a summary from the live counts. */
function counted(counts: Run["counts"], total: number | null) {
  return {
    succeeded: counts.succeeded,
    failed: counts.failed,
    other: counts.cancelled + counts.skipped,
    not_ended: (counts.pending ?? 0) + counts.running + counts.retrying,
    total: counts.pending === null ? total
      : counts.pending + counts.running + counts.retrying + counts.succeeded + counts.failed + counts.cancelled + counts.skipped,
  };
}

interface ShownProps {
  run: Run;
  sequence: number | undefined;
  turn: number;
  reload: () => void;
}

function Shown({ run, sequence, turn, reload }: ShownProps) {
  const asked = route.value.query.get("view") as View | null;
  const view: View = asked && VIEWS.includes(asked) ? asked : "tasks";
  const address = (task: number | undefined, next: View) => href(task ? ["runs", run.id, task] : ["runs", run.id], { view: next });
  const choose = (task: number) => replace(address(task, view));
  const state = runState({ ...run, activity: run.progress?.state });
  const chosen = sequence ?? (view === "running" ? run.running[0]?.sequence : undefined);
  useEffect(() => {
    document.title = `${look(state).word}: ${run.name ?? run.id} – parallelr`;
  }, [state, run.name, run.id]);
  useKeys([
    { keys: "u", what: "Back to the runs", run: () => go(href(["runs"])) },
    ...VIEWS.map((v, i) => ({ keys: String(i + 1), what: `Show: ${v}`, run: () => replace(address(sequence, v)) })),
  ]);
  return (
    <section class="page job">
      <header class="page-head">
        <p class="trail"><a href={href(["runs"])}>Runs</a>{run.queue && <> / <a href={href(["queues", run.queue])}>queue</a></>}</p>
        <h1><State state={state} /> <span class="id">{run.name ?? run.id}</span></h1>
        <RunActions run={run} reload={reload} />
      </header>
      <dl class="facts">
        <div><dt>Started</dt><dd><Time at={run.started} /></dd></div>
        <div><dt>Took</dt><dd><RunLength run={run} /></dd></div>
        {run.progress && <div><dt>Slots</dt><dd>{run.running.length} of {run.progress.slots} in use</dd></div>}
        {run.exit_status !== null && <div><dt>Exit status</dt><dd>{run.exit_status}</dd></div>}
        {run.progress?.waits_for && <div><dt>Waits for</dt><dd>{run.progress.waits_for}</dd></div>}
        <div><dt>Command</dt><dd><code>{run.command}</code></dd></div>
      </dl>
      <RunProgressBar run={run} />
      {run.reason && <p class="failure-note" role="note">{run.reason}</p>}
      <div class="split">
        <div class="split-left">
          <Tabs names={VIEWS} current={view} label="Views of the run" controls="run-view" choose={v => replace(address(sequence, v))} />
          <div id="run-view" class="view" role="tabpanel" aria-labelledby={`tab-${view}`}>
            {view === "tasks" && <RunTasks run={run} turn={turn} chosen={chosen} choose={choose} first={t => sequence === undefined && choose(t)} />}
            {view === "running" && <RunningTasks run={run} chosen={chosen} choose={choose} reload={reload} />}
            {view === "slots" && <SlotTimelineView run={run} turn={turn} chosen={chosen} choose={choose} />}
            {view === "about" && <RunAbout run={run} />}
          </div>
        </div>
        <div class="split-right">
          {chosen === undefined ? <p class="hint">Choose a task to see its output.</p>
            : <TaskPanel key={chosen} run={run} sequence={chosen} turn={turn} reload={reload} />}
        </div>
      </div>
    </section>
  );
}
