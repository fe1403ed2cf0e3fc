import { useEffect, useMemo } from "preact/hooks";
import { get, part } from "../lib/api.ts";
import { now, useJobEvents, useLoaded, usePolling } from "../lib/hooks.ts";
import { count } from "../lib/format.ts";
import { useKeys } from "../lib/keys.ts";
import { go, href, replace, route } from "../lib/route.ts";
import { may } from "../lib/session.ts";
import { hasEnded, isBad, jobState, look, shownState } from "../lib/states.ts";
import type { Job, Step } from "../lib/types.ts";
import { Failure, Length, Loading, State, Time } from "../parts/basics.tsx";
import { Graph } from "../parts/graph.tsx";
import { JobActions, StepActions } from "../parts/jobactions.tsx";
import { LogPanel } from "../parts/logpanel.tsx";
import { StepTable } from "../parts/steptable.tsx";
import { Tabs } from "../parts/tabs.tsx";
import { Timeline } from "../parts/timeline.tsx";
import { Variables } from "../parts/variables.tsx";
import { FailureNote } from "../parts/failurenote.tsx";

const VIEWS = ["graph", "steps", "timeline", "variables"] as const;
type View = (typeof VIEWS)[number];

const LARGEST_GRAPH = 300; // steps

export function JobPage({ id, step }: { id: string; step: string | undefined }) {
  const loaded = useLoaded(id, abort => get<Job>(`api/jobs/${part(id)}`, abort));
  useJobEvents(event => event.job === id, loaded.reload, 300);
  // no event tells when what is before it has ended, or when the machine lacks something
  usePolling(() => loaded.data && !loaded.data.ended && loaded.reload(), 3000);
  if (loaded.error && !loaded.data) {
    return <Failure error={loaded.error} retry={loaded.reload} />;
  }
  return loaded.data ? <Shown job={loaded.data} step={step} reload={loaded.reload} /> : <Loading />;
}

/** The step that a reader of the job most likely wants to see. */
export function mostInteresting(job: Job): Step | undefined {
  const steps = job.steps.filter(s => !s.handler);
  return steps.find(s => s.name === job.first_failure)
    ?? steps.find(s => isBad(s.state) && !s.soft)
    ?? steps.findLast(s => s.state === "running")
    ?? steps.reduce<Step | undefined>((a, b) => ((b.ended ?? "") > (a?.ended ?? "") ? b : a), undefined)
    ?? steps[0];
}

function Shown({ job, step, reload }: { job: Job; step: string | undefined; reload: () => void }) {
  const asked = route.value.query.get("view") as View | null;
  const view: View = asked && VIEWS.includes(asked) ? asked : job.steps.length > 1 ? "graph" : "steps";
  const chosen = useMemo(() => job.steps.find(s => s.name === step) ?? mostInteresting(job), [job, step]);
  const address = (name: string | undefined, next: View) =>
    href(name ? ["jobs", job.id, name] : ["jobs", job.id], { view: next });
  const choose = (name: string) => replace(address(name, view));
  const order = job.steps.map(s => s.name);
  const move = (by: number) => {
    const next = order[order.indexOf(chosen?.name ?? "") + by];
    if (next) {
      choose(next);
    }
  };
  useEffect(() => {
    document.title = `${look(jobState(job)).word}: ${job.name} – parallelr`;
  }, [job.state, job.hold, job.name]);
  useKeys([
    { keys: "j", what: "Next step", run: () => move(1) },
    { keys: "k", what: "Previous step", run: () => move(-1) },
    { keys: "u", what: "Back to the jobs", run: () => go(href(["jobs"])) },
    ...VIEWS.map((v, i) => ({ keys: String(i + 1), what: `Show: ${v}`, run: () => replace(address(step, v)) })),
  ]);
  return (
    <section class="page job">
      <header class="page-head">
        <p class="trail"><a href={href(["jobs"])}>Jobs</a> / <a href={href(["jobs"], { pipeline: job.name })}>{job.name}</a></p>
        <h1><State state={jobState(job)} /> <span class="id">{job.name} <code>{job.id.slice(0, 12)}</code></span></h1>
        <JobActions job={job} reload={reload} />
      </header>
      <Facts job={job} />
      <FailureNote job={job} href={name => address(name, view)} />
      <div class="split">
        <div class="split-left">
          <Tabs names={VIEWS} current={view} label="Views of the job" controls="job-view" choose={v => replace(address(step, v))} />
          <div id="job-view" class="view" role="tabpanel" aria-labelledby={`tab-${view}`}>
            {view === "graph" && (job.steps.length > LARGEST_GRAPH
              ? (
                <>
                  <p class="hint">The graph is not drawn because the job has more than {LARGEST_GRAPH} steps.</p>
                  <StepTable job={job} chosen={chosen?.name} choose={choose} />
                </>
              ) : <Graph job={job} chosen={chosen?.name} choose={choose} />)}
            {view === "steps" && <StepTable job={job} chosen={chosen?.name} choose={choose} />}
            {view === "timeline" && <Timeline job={job} chosen={chosen?.name} choose={choose} />}
            {view === "variables" && <Variables values={job.variables} />}
          </div>
        </div>
        <div class="split-right">
          {chosen && <StepPanel job={job} step={chosen} reload={reload} />}
        </div>
      </div>
    </section>
  );
}

function StepPanel({ job, step, reload }: { job: Job; step: Step; reload: () => void }) {
  const base = `api/jobs/${part(job.id)}/steps/${part(step.name)}/log`;
  return (
    <section class="step-panel" aria-label={`Step ${step.name}`}>
      <header class="step-head">
        <h2><State state={shownState(step)} /> <span class="id">{step.name}</span></h2>
        <span class="facts-inline">
          {step.attempt > 1 && <span>attempt {step.attempt} of {step.attempts ?? step.attempt}</span>}
          {step.started && <span><Length from={step.started} to={step.ended} /></span>}
          {step.held && <span>{step.held === "until_resumed" ? "held: starts when it is released" : <>held until <Time at={step.held} /></>}</span>}
          {step.message && <span class="message" title={step.message}>{step.message}</span>}
        </span>
        <StepActions job={job} step={step} reload={reload} />
      </header>
      <LogPanel key={`${base} ${step.attempt}`} path={base} name={`${job.name}-${step.name}`}
        hasBegun={!!step.started} hasEnded={hasEnded(step.state)} />
    </section>
  );
}

function Facts({ job }: { job: Job }) {
  const facts: [string, preact.ComponentChildren][] = [
    ["Created", <Time at={job.created} />],
    ["Started", <Time at={job.started} />],
    ["Took", <Length from={job.started} to={job.ended} />],
    ["User", job.user || "–"],
    ["Job", <code>{job.id}</code>],
  ];
  if (job.dialect === "autoexec" && may("files")) {
    facts.push(["Files", <a href={href(["files", job.name])}>workspace</a>]);
  }
  if (job.partition) {
    facts.push(["Partition", job.partition]);
  }
  const isLater = !!job.not_before && Date.parse(job.not_before) > now.value;
  if (job.not_before) {
    facts.push(["Not before", <Time at={job.not_before} />]);
  }
  if (job.hold) {
    facts.push(["Paused", job.hold === "until_resumed" ? "until resumed" : <>until <Time at={job.hold} /></>]);
  }
  if (job.queue && !job.hold && !isLater) {
    const { concurrency, running, before } = job.queue;
    facts.push(["Waits for", `a place: ${running} of ${concurrency} ${running === 1 ? "is" : "are"} taken; ${before === 0 ? "this job is next" : `${count(before, "job")} ${before === 1 ? "is" : "are"} before this one`}`]);
  }
  if (job.stopping) {
    facts.push(["Ending", job.stopping.replaceAll("_", " ")]);
  }
  if (job.deadline) {
    facts.push(["Deadline", <Time at={job.deadline} />]);
  }
  return <dl class="facts">{facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>;
}
