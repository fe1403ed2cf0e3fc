import { useState } from "preact/hooks";
import { part, task as ask, url } from "../lib/api.ts";
import { bytes } from "../lib/format.ts";
import { useLoaded } from "../lib/hooks.ts";
import { useRowKeys } from "../lib/keys.ts";
import { href, route } from "../lib/route.ts";
import { Action, Empty, Failure, Loading, notify, State, Time } from "../parts/basics.tsx";
import { Uploads } from "../parts/uploads.tsx";

interface Task {
  name: string;
  state: string;
  count: number;
}

interface Entry {
  name: string;
  path: string;
  size: number;
  mode: string;
  modTime: number;
  isDir: boolean;
}

/** The states that the interface for tasks names differently from jobs. */
const STATES: Record<string, string> = { stopped: "succeeded", pending: "waiting" };

export function FilesPage() {
  const name = route.value.path[1];
  return name ? <Workspace key={name} name={name} /> : <Tasks />;
}

function Tasks() {
  const [text, setText] = useState("");
  const loaded = useLoaded(`tasks ${text}`, abort =>
    ask<{ tasks: Task[] | null; total: number }>(`api/v1/task?size=500&prefix=${encodeURIComponent(text)}`, { signal: abort }));
  useRowKeys();
  const tasks = loaded.data?.tasks ?? [];
  return (
    <section class="page">
      <header class="page-head">
        <h1>Files of tasks</h1>
        <label class="field"><span class="hidden">Names begin with</span>
          <input type="search" placeholder="Names begin with" value={text} onInput={e => setText(e.currentTarget.value)} />
        </label>
      </header>
      {loaded.error && <Failure error={loaded.error} retry={loaded.reload} />}
      {!loaded.data ? (loaded.error ? null : <Loading />) : tasks.length === 0 ? (
        text ? <Empty title="No task name begins like this" /> : (
          <Empty title="No tasks yet">
            <p>Each task sent to <code>/api/v1/task</code> has its own directory, which is listed here. Start one in a terminal of the server's machine:</p>
            <pre class="command">{`export ADDR=${url("").replace(/\/$/, "")} TOKEN=$(parallelr jobs token)\nautoexecflow client run -f task.yaml`}</pre>
          </Empty>
        )
      ) : (
        <div class="panel">
          <table class="plain">
            <thead><tr><th scope="col">State</th><th scope="col">Task</th><th scope="col" class="number">Steps</th></tr></thead>
            <tbody>
              {tasks.map(t => (
                <tr key={t.name}>
                  <td><State state={STATES[t.state] ?? t.state} /></td>
                  <th scope="row"><a class="row-link" href={href(["files", t.name])}>{t.name}</a></th>
                  <td class="number">{t.count}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Workspace({ name }: { name: string }) {
  const path = route.value.query.get("path") ?? "";
  const base = `api/v1/task/${part(name)}/workspace`;
  const loaded = useLoaded(`${base} ${path}`, abort =>
    ask<{ files: Entry[] | null }>(`${base}?path=${encodeURIComponent(path)}`, { signal: abort }));
  useRowKeys();
  const parts = path.split("/").filter(Boolean);
  const remove = (entry: Entry) => async () => {
    await ask(`${base}?path=${encodeURIComponent(entry.path)}`, { method: "DELETE" });
    notify(`${entry.name} was deleted`);
    loaded.reload();
  };
  const entries = [...(loaded.data?.files ?? [])].sort((a, b) => Number(b.isDir) - Number(a.isDir) || a.name.localeCompare(b.name));
  return (
    <section class="page">
      <header class="page-head">
        <p class="trail">
          <a href={href(["files"])}>Files</a> / <a href={href(["files", name])}>{name}</a>
          {parts.map((p, i) => <span key={i}> / <a href={href(["files", name], { path: parts.slice(0, i + 1).join("/") })}>{p}</a></span>)}
        </p>
        <h1>{parts.at(-1) ?? name}</h1>
      </header>
      <Uploads task={name} path={path} present={entries.map(e => e.name)} done={loaded.reload} />
      {loaded.error && <Failure error={loaded.error} retry={loaded.reload} />}
      {!loaded.data ? (loaded.error ? null : <Loading />) : entries.length === 0 ? <Empty title="This directory is empty" /> : (
        <div class="panel scroll-x">
          <table class="plain">
            <thead><tr><th scope="col">Name</th><th scope="col" class="number">Size</th><th scope="col">Changed</th><th scope="col">Mode</th><th scope="col"><span class="hidden">Delete</span></th></tr></thead>
            <tbody>
              {entries.map(entry => (
                <tr key={entry.name}>
                  <th scope="row">
                    {entry.isDir ? <a href={href(["files", name], { path: entry.path })}>{entry.name}/</a>
                      : <a href={url(`${base}?path=${encodeURIComponent(entry.path)}`)} download={entry.name}>{entry.name}</a>}
                  </th>
                  <td class="number">{entry.isDir ? "" : bytes(entry.size)}</td>
                  <td><Time at={new Date(entry.modTime / 1e6).toISOString()} /></td>
                  <td><code>{entry.mode}</code></td>
                  <td class="number"><Action kind="danger" run={remove(entry)} confirm={`Delete ${entry.name}${entry.isDir ? " and everything in it" : ""}?`}>Delete</Action></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
