import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { post } from "../lib/api.ts";
import { allKeys, useKeys, type Key } from "../lib/keys.ts";
import { connection } from "../lib/live.ts";
import { go, href, route } from "../lib/route.ts";
import { reveal } from "../lib/reveal.ts";
import { may, session } from "../lib/session.ts";
import { Dialog } from "./basics.tsx";
import { MakeToken } from "./maketoken.tsx";

const PAGES = [
  { name: "overview", text: "Overview", key: "o" },
  { name: "jobs", text: "Jobs", key: "j" },
  { name: "pipelines", text: "Pipelines", key: "p" },
  { name: "runs", text: "Runs", key: "r" },
  { name: "workers", text: "Workers", key: "w" },
  { name: "files", text: "Files", key: "f" },
  { name: "shell", text: "Shell", key: "s" },
];

function pages() {
  const isLimited = session.value?.pipelines != null;
  return PAGES.filter(p =>
    (p.name !== "shell" || may("shell")) && (p.name !== "files" || may("files"))
    && (!isLimited || !["runs", "workers"].includes(p.name)));
}

/** What is around each page. */
export function Frame({ children }: { children: ComponentChildren }) {
  const [isHelp, setHelp] = useState(false);
  const first = route.value.path[0] ?? "overview";
  const current = first === "queues" ? "runs" : first;
  const menu = useRef<HTMLElement>(null);
  useEffect(() => {
    const link = menu.current?.querySelector("[aria-current]");
    if (link) {
      reveal(link, menu.current!);
    }
  }, [current]);
  useEffect(() => setHelp(false), [route.value.path.join("/")]); // the page may change by the browser's own buttons
  useKeys([
    ...pages().map(p => ({ keys: `g ${p.key}`, what: `Go to: ${p.text}`, run: () => go(href([p.name])) })),
    { keys: "?", what: "Show these keys", run: () => setHelp(true) },
  ]);
  return (
    <>
      <a class="skip" href="#main" onClick={e => {
        e.preventDefault();
        document.getElementById("main")?.focus();
      }}>Skip to the page</a>
      <header class="top">
        <a class="brand" href={href(["overview"])}>parallelr</a>
        <nav aria-label="Pages" ref={menu}>
          {pages().map(p => (
            <a key={p.name} href={href([p.name])} aria-current={current === p.name ? "page" : undefined}>{p.text}</a>
          ))}
        </nav>
        <Status />
        <button type="button" class="quiet" aria-label="Keys" title="Keys: ?" onClick={() => setHelp(true)}>?</button>
        <User />
      </header>
      <main id="main" tabIndex={-1}>{children}</main>
      <div id="notes" role="status" aria-live="polite" />
      {isHelp && <Keys close={() => setHelp(false)} />}
    </>
  );
}

const WORDS = { connecting: "connecting", live: "live", lost: "reconnecting", paused: "paused" };

function Status() {
  return (
    <span class={`status status-${connection.value}`} role="status" title="Whether changes are shown as they happen">
      {WORDS[connection.value]}
    </span>
  );
}

function User() {
  const logout = async () => {
    await post("api/logout");
    location.reload();
  };
  const [isMaking, setMaking] = useState(false);
  const menu = useRef<HTMLDetailsElement>(null);
  return (
    <>
      <details class="menu" ref={menu}>
        <summary>{session.value?.user || "user"}</summary>
        <div class="menu-body">
          <p>May {session.value?.scopes.join(", ")}</p>
          {may("admin") && session.value?.pipelines == null && (
            <button type="button" onClick={() => {
              menu.current!.open = false;
              setMaking(true);
            }}>Make a token</button>
          )}
          <button type="button" onClick={() => void logout()}>Log out</button>
        </div>
      </details>
      {isMaking && <MakeToken close={() => setMaking(false)} />}
    </>
  );
}

function Keys({ close }: { close: () => void }) {
  const keys = new Map<string, Key>(allKeys().map(key => [key.keys, key]));
  return (
    <Dialog title="Keys" close={close}>
      <table class="keys">
        <tbody>
          {[...keys.values()].map(key => (
            <tr key={key.keys}>
              <th scope="row">{key.keys.split(" ").map(k => <kbd key={k}>{k}</kbd>)}</th>
              <td>{key.what}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  );
}
