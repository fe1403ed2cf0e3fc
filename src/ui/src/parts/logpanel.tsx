import { useEffect, useRef, useState } from "preact/hooks";
import { request, url } from "../lib/api.ts";
import { bytes } from "../lib/format.ts";
import { useKeys } from "../lib/keys.ts";
import { follow } from "../lib/live.ts";
import { LogView, MOST_LINES, type Stream } from "./logview.ts";

interface Props {
  /** The path of the log, which takes `stream`, `offset`, `limit`, `tail` and `follow`. */
  path: string;
  /** Of files that are saved. */
  name: string;
  hasBegun: boolean;
  hasEnded: boolean;
}

type Choice = "both" | Stream;

const LARGEST = 4 << 20; // bytes that are loaded of what has ended
const TAIL = 2_000; // lines that are loaded of what still runs

interface Seen {
  lines: number;
  hits: number;
}

/** What a step prints, or has printed. */
export function LogPanel({ path, name, hasBegun, hasEnded }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<LogView | undefined>(undefined);
  const field = useRef<HTMLInputElement>(null);
  const [choice, setChoice] = useState<Choice>("both");
  const [seen, setSeen] = useState<Seen>({ lines: 0, hits: 0 });
  const [left, setLeft] = useState(0); // bytes before what is shown
  const [problem, setProblem] = useState("");
  const [isDone, setDone] = useState(false);
  const [isFollowing, setFollowing] = useState(true);
  const [isWrapped, setWrapped] = useState(true);
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const wasEnded = useRef(hasEnded); // what ends while it is followed is not loaded again

  useEffect(() => {
    const shown = new LogView(box.current!, (lines, hits) => setSeen({ lines, hits }));
    view.current = shown;
    setLeft(0);
    setProblem("");
    setDone(false);
    if (!hasBegun) {
      return () => {};
    }
    const streams: Stream[] = choice === "both" ? ["stdout", "stderr"] : [choice];
    if (wasEnded.current) {
      const abort = new AbortController();
      load(path, streams, shown, abort.signal).then(
        cut => {
          setLeft(cut);
          setDone(true);
        },
        (e: unknown) => !abort.signal.aborted && setProblem(e instanceof Error ? e.message : String(e)),
      );
      return () => {
        abort.abort();
        shown.clear();
      };
    }
    let ended = 0;
    const open = streams.map(stream => followStream(path, stream, shown, streams, setProblem, () => {
      ended++;
      setDone(ended === streams.length);
    }));
    const abort = new AbortController();
    beforeTail(path, streams, abort.signal).then(setLeft, () => {}); // the streams themselves say what is wrong
    return () => {
      abort.abort();
      open.forEach(o => o.close());
      shown.clear();
    };
  }, [path, choice, hasBegun]);

  useEffect(() => {
    setSeen(s => ({ ...s, hits: view.current?.search(query) ?? 0 }));
    setAt(query ? view.current?.next(1) ?? 0 : 0);
  }, [query]);

  const jump = (by: 1 | -1) => setAt(view.current?.next(by) ?? 0);
  const toEnd = () => {
    view.current?.toEnd();
    setFollowing(true);
  };
  useKeys([
    { keys: "/", what: "Search the output", run: () => field.current?.focus() },
    { keys: "n", what: "Next match", run: () => jump(1) },
    { keys: "N", what: "Previous match", run: () => jump(-1) },
    { keys: "e", what: "To the end of the output", run: toEnd },
  ]);
  const isFull = seen.lines > MOST_LINES - 300;
  const isCut = left > 0 || isFull;
  const isLive = hasBegun && !isDone && !wasEnded.current;
  return (
    <div class="log">
      <div class="log-bar">
        <label class="field"><span class="hidden">Stream</span>
          <select value={choice} onChange={e => setChoice(e.currentTarget.value as Choice)}>
            <option value="both">stdout and stderr</option>
            <option value="stdout">stdout</option>
            <option value="stderr">stderr</option>
          </select>
        </label>
        <label class="field grow"><span class="hidden">Search the output</span>
          <input ref={field} type="search" placeholder="Search" value={query} onInput={e => setQuery(e.currentTarget.value)}
            onKeyDown={e => {
              if (e.key === "Enter") {
                e.preventDefault();
                jump(e.shiftKey ? -1 : 1);
              } else if (e.key === "Escape") {
                box.current?.focus();
              }
            }} />
        </label>
        <span class="log-found" role="status">{query && (seen.hits > 0 ? `${at} of ${seen.hits}` : isCut ? "not found in what is shown" : "not found")}</span>
        <label class="check"><input type="checkbox" checked={isWrapped} onChange={e => setWrapped(e.currentTarget.checked)} />wrap</label>
        {isLive && <label class="check"><input type="checkbox" checked={isFollowing}
          onChange={e => (e.currentTarget.checked ? toEnd() : setFollowing(false))} />follow</label>}
        <span class="log-save">Save
          {(["stdout", "stderr"] as const).map(s => (
            <a key={s} href={url(`${path}?stream=${s}`)} download={`${name}-${s}.log`}>{s}</a>
          ))}
        </span>
      </div>
      {left > 0 && <p class="hint log-hint">The first {bytes(left)} are not shown: save the output to read all of it.</p>}
      {isFull && left === 0 && <p class="hint log-hint">Only the last {MOST_LINES.toLocaleString()} lines are shown: save the output to read all of it.</p>}
      {problem && <p class="hint log-hint" role="alert">{problem}</p>}
      <div class={`log-text${isWrapped ? " wrap" : ""}`} ref={box} tabIndex={0} role="log" aria-label={`Output of ${name}`} aria-live="off"
        onScroll={() => setFollowing(view.current?.isAtEnd() ?? true)} />
      {seen.lines === 0 && (
        <p class="log-none">{!hasBegun ? (hasEnded ? "It did not run, so there is no output." : "It has not started yet.")
          : isDone ? "It printed nothing." : "No output yet."}</p>
      )}
    </div>
  );
}

/** Loads what was printed to the end; returns how many bytes of it were left out. */
async function load(path: string, streams: Stream[], view: LogView, signal: AbortSignal): Promise<number> {
  let left = 0;
  for (const stream of streams) {
    const head = await request(`${path}?stream=${stream}&limit=0`, { signal });
    const size = Number(head.headers.get("X-Log-Size") ?? 0);
    const offset = Math.max(0, size - LARGEST);
    const text = size === 0 ? "" : await (await request(`${path}?stream=${stream}&offset=${offset}`, { signal })).text();
    left += offset;
    view.append(stream, offset > 0 ? text.slice(text.indexOf("\n") + 1) : text);
  }
  return left;
}

/** How many bytes there are before the lines from which a stream is followed. */
async function beforeTail(path: string, streams: Stream[], signal: AbortSignal): Promise<number> {
  const heads = await Promise.all(streams.map(stream => request(`${path}?stream=${stream}&tail=${TAIL}&limit=0`, { signal })));
  return heads.reduce((sum, head) => sum + Number(head.headers.get("X-Log-Offset") ?? 0), 0);
}

function followStream(
  path: string,
  stream: Stream,
  view: LogView,
  streams: Stream[],
  problem: (text: string) => void,
  ended: () => void,
): { close: () => void } {
  const opened = follow(`${path}?stream=${stream}&follow=true&tail=${TAIL}`, {
    on: {
      message: text => view.append(stream, text),
      attempt: number => stream === streams[0] && view.mark(`attempt ${number}`),
      end: () => {
        opened.close();
        ended();
      },
    },
    state: state => problem(state === "lost" ? "The connection was lost. The page keeps trying to reconnect." : ""),
    // one that the browser has opened again continues where it was; one of ours begins again
    restarted: () => view.drop(stream),
  });
  return opened;
}
