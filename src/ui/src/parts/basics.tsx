import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError } from "../lib/api.ts";
import { between, distance, duration, exact, sentence, when } from "../lib/format.ts";
import { now } from "../lib/hooks.ts";
import { look } from "../lib/states.ts";

const SHAPES: Record<string, string> = {
  check: "M4.5 8.3 7 10.8 11.6 5.6",
  cross: "M5.4 5.4 10.6 10.6 M10.6 5.4 5.4 10.6",
  clock: "M8 4.8V8l2.2 1.6",
  ring: "",
  spin: "M8 2.2A5.8 5.8 0 0 1 13.8 8",
  glass: "M5.6 4.8h4.8L5.6 11.2h4.8Z",
  slash: "M4.6 11.4 11.4 4.6",
  dash: "M5.2 8h5.6",
  skip: "M5.2 5.4 8 8l-2.8 2.6M8.6 5.4 11.4 8l-2.8 2.6",
  bar: "M4.8 8h6.4",
  question: "M6.2 6.4a1.8 1.8 0 1 1 2.5 1.7c-.5.2-.7.5-.7 1M8 11v.1",
  pause: "M6.4 5.6v4.8M9.6 5.6v4.8",
};

/** The picture of a state: its colour and its shape. Drawn 16 units wide. */
export function StateShape({ state }: { state: string }) {
  const { tone, shape } = look(state);
  return (
    <g class={`shape tone-${tone} shape-${shape}`}>
      {shape === "cross" || shape === "glass" || shape === "question"
        ? <path class="shape-body" d="M5.2 1.4h5.6l3.8 3.8v5.6l-3.8 3.8H5.2L1.4 10.8V5.2Z" />
        : shape === "bar" ? <rect class="shape-body" x="2" y="2" width="12" height="12" rx="2" />
        : <circle class="shape-body" cx="8" cy="8" r="6.4" />}
      <path class="shape-mark" d={SHAPES[shape] ?? ""} />
    </g>
  );
}

export function StateIcon({ state }: { state: string }) {
  return (
    <svg class="state-icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <StateShape state={state} />
    </svg>
  );
}

export function State({ state, children }: { state: string; children?: ComponentChildren }) {
  return (
    <span class={`state tone-${look(state).tone}`} data-state={state}>
      <StateIcon state={state} />
      <span>{look(state).word}{children}</span>
    </span>
  );
}

/** A time in the local zone; the exact one when pointed at. */
export function Time({ at, relative = false }: { at: string | null | undefined; relative?: boolean }) {
  if (!at) {
    return <span class="none">–</span>;
  }
  const shown = relative ? distance(at, now.value) : when(at, now.value);
  return <time dateTime={at} title={exact(at)}>{shown}</time>;
}

/** How long something took, or takes so far. */
export function Length({ from, to }: { from: string | null | undefined; to: string | null | undefined }) {
  const ms = between(from, to, to ? 0 : now.value);
  return ms === undefined ? <span class="none">–</span> : <span class="length">{duration(ms)}</span>;
}

/** How long a run took, or takes so far; of one that was cut off, nobody knows. */
export function RunLength({ run }: { run: { state: string; started: string; duration_seconds: number | null } }) {
  return run.state === "running" ? <Length from={run.started} to={null} />
    : run.duration_seconds === null ? <span class="none">–</span>
    : <span class="length">{duration(1000 * run.duration_seconds)}</span>;
}

/** Shown instead of an empty list, with what to do next. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return <div class="empty"><p class="empty-title">{title}</p>{children}</div>;
}

export function Failure({ error, retry }: { error: ApiError; retry?: () => void }) {
  const advice = error.status === 0 ? "The page keeps trying."
    : error.status === 403 ? "Log in with a token that allows this."
    : error.status === 404 ? "It may have been deleted, or the address may be wrong."
    : "";
  return (
    <div class="failure" role="alert">
      <p class="empty-title">{sentence(error.message)}</p>
      {advice && <p>{advice}</p>}
      {retry && <button type="button" onClick={retry}>Try again</button>}
    </div>
  );
}

export function Loading() {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return <p class="loading" role="status">{isSlow ? "Loading…" : ""}</p>;
}

interface ActionProps {
  run: () => Promise<unknown>;
  /** Asked before. */
  confirm?: string;
  /** The button that confirms it, if it is not called as the action. */
  confirmed?: string;
  kind?: "primary" | "danger" | "plain";
  disabled?: boolean;
  title?: string;
  children: ComponentChildren;
}

/** A button that does something on the server, and shows that it does, and why it could not. */
export function Action({ run, confirm, confirmed, kind = "plain", disabled, title, children }: ActionProps) {
  const [isBusy, setBusy] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const act = async () => {
    setAsking(false);
    setBusy(true);
    try {
      await run();
    } catch (e) {
      notify(e instanceof Error ? e.message : String(e), "bad");
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <button type="button" class={kind} title={title} disabled={disabled || isBusy} aria-busy={isBusy}
        onClick={() => (confirm ? setAsking(true) : void act())}>{children}</button>
      {isAsking && (
        <Dialog title={confirm!} close={() => setAsking(false)}>
          <div class="buttons">
            <button type="button" class={kind} onClick={() => void act()}>{confirmed ?? children}</button>
            <button type="button" onClick={() => setAsking(false)}>Back</button>
          </div>
        </Dialog>
      )}
    </>
  );
}

/** Copies a text, where the browser lets a page do that: not over plain HTTP from another machine. */
export function Copy({ text }: { text: string }) {
  const [isCopied, setCopied] = useState(false);
  return navigator.clipboard ? (
    <button type="button" class="primary" onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true), () => setCopied(false))}>
      {isCopied ? "Copied" : "Copy"}
    </button>
  ) : null;
}

export function Dialog({ title, close, children }: { title: string; close: () => void; children: ComponentChildren }) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => ref.current?.showModal(), []);
  return (
    <dialog ref={ref} onClose={close} aria-label={title} onClick={e => e.target === ref.current && close()}>
      <div class="dialog-body">
        <h2>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}

/**
 * Says something for some seconds, also to screen readers.
 *
 * @returns what takes it back
 */
export function notify(text: string, tone: "good" | "bad" = "good"): () => void {
  const box = document.getElementById("notes");
  if (!box) {
    return () => {};
  }
  const note = document.createElement("p");
  note.className = `note note-${tone}`;
  note.textContent = sentence(text);
  box.append(note);
  setTimeout(() => note.remove(), tone === "bad" ? 10_000 : 4_000);
  return () => note.remove();
}

/** As `notify`, until the state is another one: what was said of the old one does not hold then. */
export function useNote(state: string): (text: string) => void {
  const takeBack = useRef(() => {});
  const current = useRef(state);
  current.current = state;
  useEffect(() => () => takeBack.current(), [state]);
  return text => {
    if (current.current === state) { // an answer may come after the event
      takeBack.current = notify(text);
    }
  };
}
