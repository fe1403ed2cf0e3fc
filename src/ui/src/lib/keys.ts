/** Keys that work everywhere, and keys of the page that is shown. */

import { useLayoutEffect } from "preact/hooks";

export interface Key {
  /** A character, or two after each other with a blank between: `g j`. */
  keys: string;
  what: string;
  run: () => void;
}

const known = new Set<Key[]>();
let first = "";
let timer = 0;

export function allKeys(): Key[] {
  return [...known].flat();
}

/** Adds keys as long as the caller is shown. */
export function useKeys(keys: Key[]): void {
  useLayoutEffect(() => { // at once, as somebody may type ahead
    known.add(keys);
    return () => {
      known.delete(keys);
    };
  });
}

/** The links that a page lists, one in each row. */
const ROWS = "main .list .list-main:is(a), main .list .list-main a, main .plain th[scope=row] > a";

/** Has `j` and `k` move in the lists of a page. Enter opens the link that has the focus. */
export function useRowKeys(): void {
  const move = (by: number) => {
    const links = [...document.querySelectorAll<HTMLElement>(ROWS)];
    const at = links.indexOf(document.activeElement as HTMLElement);
    links[at < 0 ? 0 : Math.max(0, Math.min(links.length - 1, at + by))]?.focus();
  };
  useKeys([
    { keys: "j", what: "Next row", run: () => move(1) },
    { keys: "k", what: "Previous row", run: () => move(-1) },
  ]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement
    && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.closest(".terminal") !== null);
}

/** Escape empties a field for searching, and leaves one that is empty. */
function escape(event: KeyboardEvent): void {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || !field.closest("[role=search], .page-head") || document.activeElement !== field) {
    return;
  }
  event.preventDefault();
  if (field.value) {
    field.value = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  } else {
    document.getElementById("main")?.focus({ preventScroll: true });
  }
}

document.addEventListener("keydown", event => {
  if (event.key === "Escape" && !document.querySelector("dialog[open]")) {
    escape(event);
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) {
    return;
  }
  const typed = first ? `${first} ${event.key}` : event.key;
  const key = allKeys().findLast(k => k.keys === typed);
  clearTimeout(timer);
  first = "";
  if (key) {
    event.preventDefault();
    key.run();
  } else if (allKeys().some(k => k.keys.startsWith(`${event.key} `))) {
    first = event.key;
    timer = window.setTimeout(() => (first = ""), 1200);
  }
});
