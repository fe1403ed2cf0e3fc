import { get, part } from "../lib/api.ts";
import { distance } from "../lib/format.ts";
import { now, useJobEvents, useLoaded } from "../lib/hooks.ts";
import type { DefinitionDetail } from "../lib/pipelinetypes.ts";
import { href } from "../lib/route.ts";
import { may } from "../lib/session.ts";
import { HistoryBars } from "../parts/bars.tsx";
import { Empty, Failure, Loading, Time } from "../parts/basics.tsx";
import { StartForm } from "../parts/startform.tsx";

export function PipelinePage({ name }: { name: string }) {
  const loaded = useLoaded(`definition ${name}`, abort => get<DefinitionDetail>(`api/definitions/${part(name)}?history=60`, abort));
  useJobEvents(event => event.name === name && ["submitted", "started", "ended"].includes(event.event), loaded.reload, 1000);
  const { data } = loaded;
  if (!data) {
    return loaded.error ? <Failure error={loaded.error} retry={loaded.reload} /> : <Loading />;
  }
  return (
    <section class="page">
      <header class="page-head">
        <p class="trail"><a href={href(["pipelines"])}>Pipelines</a></p>
        <h1>{data.name}</h1>
        {data.description && <p class="message">{data.description}</p>}
      </header>
      <dl class="facts">
        <div><dt>Running</dt><dd><a href={href(["jobs"], { pipeline: name, state: "running" })}>{data.running}</a> of {data.concurrency}</dd></div>
        <div><dt>Waiting</dt><dd><a href={href(["jobs"], { pipeline: name, state: "waiting" })}>{data.waiting}</a></dd></div>
        <div><dt>Next</dt><dd>{data.next ? <><Time at={data.next} /> ({distance(data.next, now.value)})</> : "not scheduled"}</dd></div>
        <div><dt>Jobs</dt><dd><a href={href(["jobs"], { pipeline: name })}>all of this pipeline</a></dd></div>
      </dl>
      <div class="columns">
        <div class="stack">
          {may("run") && (
            <section class="panel" aria-labelledby="start">
              <header><h2 id="start">Start a job</h2></header>
              <div class="panel-body"><StartForm pipeline={data} /></div>
            </section>
          )}
          <section class="panel" aria-labelledby="history">
            <header><h2 id="history">Latest jobs</h2></header>
            <div class="panel-body">
              {data.history.length > 0 ? <HistoryBars runs={data.history} href={run => href(["jobs", run.id])} /> : <Empty title="No jobs yet" />}
            </div>
          </section>
          {data.schedules.length > 0 && <Schedules pipeline={data} />}
        </div>
        <section class="panel" aria-labelledby="steps">
          <header><h2 id="steps">Steps</h2></header>
          <table class="plain">
            <thead><tr><th scope="col">Step</th><th scope="col">After</th><th scope="col">Script</th></tr></thead>
            <tbody>
              {data.steps_defined.map(step => (
                <tr key={step.name}>
                  <th scope="row">{step.name}
                    {step.soft && <span class="tag">may fail</span>}
                    {step.retries > 0 && <span class="tag">{step.retries} retries</span>}
                    {step.timeout_seconds !== null && <span class="tag">at most {step.timeout_seconds} s</span>}
                  </th>
                  <td class="minor-text">{step.depends_on.join(", ")}</td>
                  <td><pre class="value">{step.script.join("\n")}</pre></td>
                </tr>
              ))}
              {data.on_error && <tr><th scope="row">after a failure</th><td /><td><pre class="value">{data.on_error.join("\n")}</pre></td></tr>}
            </tbody>
          </table>
        </section>
      </div>
      {data.source && <Source source={data.source} />}
    </section>
  );
}

function Schedules({ pipeline }: { pipeline: DefinitionDetail }) {
  return (
    <section class="panel" aria-labelledby="schedules">
      <header><h2 id="schedules">Schedules</h2></header>
      <div class="panel-body">
        {pipeline.schedules.map(s => (
          <div key={`${s.cron} ${s.zone}`}>
            <p><code>{s.cron}</code> in {s.zone}; if the job before has not ended: {s.overlap}</p>
            <ol class="next-times">{s.next.map(at => <li key={at}><Time at={at} /> <span class="hint">{distance(at, now.value)}</span></li>)}</ol>
          </div>
        ))}
      </div>
    </section>
  );
}

function Source({ source }: { source: NonNullable<DefinitionDetail["source"]> }) {
  return (
    <section class="panel" aria-labelledby="source">
      <header><h2 id="source">Source</h2><span class="hint"><code>{source.file}:{source.line}</code></span></header>
      <pre class="source" tabIndex={0} aria-label={`The file ${source.file}`}>
        {source.lines.map((line, i) => {
          const number = source.first_line + i;
          return (
            <span key={number} class={`source-line${number === source.line ? " here" : ""}`}
              ref={number === source.line ? scrollHere : undefined}>
              <span class="line-number" aria-hidden="true">{number}</span>{line}{"\n"}
            </span>
          );
        })}
      </pre>
    </section>
  );
}

function scrollHere(element: HTMLElement | null): void {
  const box = element?.parentElement;
  if (box && box.scrollTop === 0) {
    box.scrollTop = element.offsetTop - box.offsetTop - 40;
  }
}
