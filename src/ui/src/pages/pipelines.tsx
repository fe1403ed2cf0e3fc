import { useState } from "preact/hooks";
import { get, post } from "../lib/api.ts";
import { useJobEvents, useLoaded } from "../lib/hooks.ts";
import { useRowKeys } from "../lib/keys.ts";
import type { Definition } from "../lib/pipelinetypes.ts";
import { href } from "../lib/route.ts";
import { may } from "../lib/session.ts";
import { Action, Empty, Failure, Length, Loading, notify, State, Time } from "../parts/basics.tsx";

export function PipelinesPage() {
  const loaded = useLoaded("definitions", abort => get<{ pipelines: Definition[] }>("api/definitions", abort));
  useJobEvents(event => ["submitted", "started", "ended"].includes(event.event), loaded.reload, 1500);
  useRowKeys();
  const [text, setText] = useState("");
  const reload = async () => {
    const answer = await post<{ pipelines: number }>("api/reload");
    notify(`${answer.pipelines} pipelines are defined`);
    loaded.reload();
  };
  const all = loaded.data?.pipelines;
  const found = all?.filter(p => `${p.name} ${p.description ?? ""}`.toLowerCase().includes(text.toLowerCase()));
  return (
    <section class="page">
      <header class="page-head">
        <h1>Pipelines</h1>
        <label class="field"><span class="hidden">Find pipelines</span>
          <input type="search" placeholder="Find" value={text} onInput={e => setText(e.currentTarget.value)} />
        </label>
        <div class="buttons">{may("admin") && <Action run={reload} title="Read the definition files again">Reload definitions</Action>}</div>
      </header>
      {loaded.error && <Failure error={loaded.error} retry={loaded.reload} />}
      {!found ? (loaded.error ? null : <Loading />) : found.length === 0 ? <Nothing isSearch={all!.length > 0} /> : (
        <div class="panel scroll-x">
          <table class="plain">
            <thead>
              <tr>
                <th scope="col">Pipeline</th><th scope="col">Last job</th><th scope="col" class="minor">Took</th>
                <th scope="col" class="number minor">Running</th><th scope="col" class="number minor">Waiting</th><th scope="col" class="minor">Next</th>
                {may("run") && <th scope="col"><span class="hidden">Start</span></th>}
              </tr>
            </thead>
            <tbody>{found.map(p => <Row key={p.name} pipeline={p} />)}</tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Nothing({ isSearch }: { isSearch: boolean }) {
  return isSearch ? <Empty title="No pipeline matches this text" /> : (
    <Empty title="No pipelines are defined">
      <p>Create a file <code>pipelines.yml</code> in the directory that the server was given (<code>--path</code>):</p>
      <pre class="command">{"pipelines:\n  hello:\n    tasks:\n      greet:\n        script: [echo hello]"}</pre>
    </Empty>
  );
}

function Row({ pipeline }: { pipeline: Definition }) {
  const { name, last } = pipeline;
  return (
    <tr>
      <th scope="row"><a class="row-link" href={href(["pipelines", name])}>{name}</a>{pipeline.description && <div class="message">{pipeline.description}</div>}</th>
      <td>{last ? <a class="quiet-link" href={href(["jobs", last.id])}><State state={last.state} /> <Time at={last.created} /></a> : <span class="none">none yet</span>}</td>
      <td class="minor">{last && <Length from={last.started} to={last.ended} />}</td>
      <td class="number minor">{pipeline.running > 0 ? <a href={href(["jobs"], { pipeline: name, state: "running" })}>{pipeline.running}</a> : 0} of {pipeline.concurrency}</td>
      <td class="number minor">{pipeline.waiting > 0 ? <a href={href(["jobs"], { pipeline: name, state: "waiting" })}>{pipeline.waiting}</a> : 0}</td>
      <td class="minor">{pipeline.next ? <Time at={pipeline.next} relative /> : <span class="none">–</span>}</td>
      {may("run") && <td class="number"><a class="button" href={href(["pipelines", name])} aria-label={`Start ${name}`}>Start…</a></td>}
    </tr>
  );
}
