import { useEffect } from "preact/hooks";
import { get, part, post } from "../lib/api.ts";
import { useLoaded, usePolling } from "../lib/hooks.ts";
import { useRowKeys } from "../lib/keys.ts";
import { href } from "../lib/route.ts";
import type { Queue, QueueDetail } from "../lib/runtypes.ts";
import { may } from "../lib/session.ts";
import { Action, Empty, Failure, Loading, notify } from "../parts/basics.tsx";
import { RunTabs } from "../parts/runtabs.tsx";

export function QueuesPage() {
  const loaded = useLoaded("queues", abort => get<{ queues: Queue[] }>("api/queues", abort));
  usePolling(loaded.reload, 4000);
  useRowKeys();
  const queues = loaded.data?.queues;
  return (
    <section class="page">
      <header class="page-head"><h1>Queue directories</h1></header>
      <RunTabs current="queues" />
      {loaded.error && <Failure error={loaded.error} retry={loaded.reload} />}
      {!queues ? (loaded.error ? null : <Loading />) : queues.length === 0 ? (
        <Empty title="No run watches a directory">
          <p>To run files as they arrive in a directory:</p>
          <pre class="command">parallelr -T DIRECTORY -C 'bash @TASK@' -r --watch</pre>
        </Empty>
      ) : (
        <div class="panel scroll-x">
          <table class="plain queues">
            <thead>
              <tr><th scope="col">Directory</th><th scope="col" class="number">Waiting</th><th scope="col" class="number">Running</th>
                <th scope="col" class="number">Failed</th><th scope="col" class="number">Done</th><th scope="col" class="minor">Served by</th></tr>
            </thead>
            <tbody>
              {queues.map(queue => (
                <tr key={queue.id}>
                  <th scope="row" class="queue-name">
                    <a class="row-link" href={href(["queues", queue.id])}>{queue.directory}</a>
                    {queue.problem && <div class="message">{queue.problem}</div>}
                    <div class="message narrow">served by <Served queue={queue} /></div>
                  </th>
                  <td class="number">{queue.waiting ?? "–"}</td>
                  <td class="number">{queue.running ?? "–"}</td>
                  <td class={`number${queue.failed ? " bad-text" : ""}`}>{queue.failed ?? "–"}</td>
                  <td class="number">{queue.done ?? "–"}</td>
                  <td class="minor"><Served queue={queue} /></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Served({ queue }: { queue: Queue }) {
  return queue.served_by.length === 0 ? <span class="none">no run</span>
    : <>{queue.served_by.map((run, i) => <span key={run}>{i > 0 && ", "}<a href={href(["runs", run])} title={run}>{queue.run_names[run] ?? run}</a></span>)}</>;
}

export function QueuePage({ id }: { id: string }) {
  const path = `api/queues/${part(id)}`;
  const loaded = useLoaded(path, abort => get<QueueDetail>(`${path}?limit=200`, abort));
  usePolling(loaded.reload, 3000);
  useRowKeys();
  const queue = loaded.data;
  const name = queue?.directory.split("/").findLast(Boolean);
  useEffect(() => {
    if (name) {
      document.title = `queue ${name} – parallelr`;
    }
  }, [name]);
  if (!queue) {
    return loaded.error ? <Failure error={loaded.error} retry={loaded.reload} /> : <Loading />;
  }
  const requeue = (body: unknown) => async () => {
    const answer = await post<{ requeued: number; left: { name: string; reason: string }[] }>(`${path}/requeue`, body);
    notify([`${answer.requeued} put back into the queue`, ...answer.left.map(l => `${l.name}: ${l.reason}`)].join("\n"), answer.left.length > 0 ? "bad" : "good");
    loaded.reload();
  };
  return (
    <section class="page">
      <header class="page-head">
        <p class="trail"><a href={href(["queues"])}>Queue directories</a></p>
        <h1>{queue.directory}</h1>
        <div class="buttons">
          {may("admin") && queue.failed_files.length > 0 && <Action kind="primary" run={requeue({ all: true })} confirm="Put all failed files back into the queue?">Retry all failed</Action>}
        </div>
      </header>
      <dl class="facts">
        <div><dt>Waiting</dt><dd>{queue.waiting ?? "–"}</dd></div>
        <div><dt>Running</dt><dd>{queue.running ?? "–"}</dd></div>
        <div><dt>Failed</dt><dd>{queue.failed ?? "–"}</dd></div>
        <div><dt>Done</dt><dd>{queue.done ?? "–"}</dd></div>
        <div><dt>Served by</dt><dd><Served queue={queue} /></dd></div>
      </dl>
      {queue.problem && <p class="failure" role="alert">{queue.problem}</p>}
      <div class="columns">
        <section class="panel" aria-labelledby="q-failed">
          <header><h2 id="q-failed">Failed</h2></header>
          {queue.failed_files.length === 0 ? <Empty title="Nothing has failed" /> : (
            <ul class="list">
              {queue.failed_files.map(file => (
                <li key={file.name}>
                  <span class="list-main">
                    {file.run && file.sequence !== null ? <a href={href(["runs", file.run, file.sequence])}>{file.name}</a> : file.name}
                    <span class="message"> {file.reason}</span>
                    {file.stderr && <code class="last-line">{file.stderr}</code>}
                  </span>
                  {may("admin") && <Action run={requeue({ name: file.name })}>Retry</Action>}
                </li>
              ))}
            </ul>
          )}
        </section>
        <section class="panel" aria-labelledby="q-running">
          <header><h2 id="q-running">Running</h2></header>
          {queue.running_files.length === 0 ? <Empty title="Nothing is running" /> : (
            <ul class="list">
              {queue.running_files.map(file => (
                <li key={file.name}>
                  <span class="list-main">{file.run ? <a href={href(["runs", file.run], { view: "running" })}>{file.name}</a> : file.name}
                    {file.problem && <span class="message"> {file.problem}</span>}</span>
                  <span class="hint">{file.hostname ?? ""} {file.process_id ?? ""}</span>
                </li>
              ))}
            </ul>
          )}
        </section>
        <Names title="Waiting" id="q-waiting" none="Nothing is waiting" files={queue.waiting_files.map(name => ({ name, reason: "" }))} />
        {queue.blocked_files.length > 0 && <Names title="Blocked" id="q-blocked" none="" files={queue.blocked_files} />}
        {queue.ignored_files.length > 0 && <Names title="Not taken" id="q-ignored" none="" files={queue.ignored_files} />}
      </div>
    </section>
  );
}

function Names({ title, id, none, files }: { title: string; id: string; none: string; files: { name: string; reason: string }[] }) {
  return (
    <section class="panel" aria-labelledby={id}>
      <header><h2 id={id}>{title}</h2></header>
      {files.length === 0 ? <Empty title={none} /> : (
        <ol class="list names">{files.map(f => <li key={f.name}><span class="list-main">{f.name} <span class="message">{f.reason}</span></span></li>)}</ol>
      )}
    </section>
  );
}
