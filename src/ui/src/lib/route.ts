/** What the address shows, behind its `#`: the page works below any path that way. */

import { computed, signal } from "@preact/signals";

const hash = signal(location.hash);
window.addEventListener("hashchange", () => (hash.value = location.hash));

export interface Route {
  /** Decoded segments. */
  path: string[];
  query: URLSearchParams;
}

export function parseRoute(text: string): Route {
  const [path = "", query = ""] = text.replace(/^#?\/?/, "").split("?", 2);
  return { path: path.split("/").filter(Boolean).map(decoded), query: new URLSearchParams(query) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export const route = computed(() => parseRoute(hash.value));

/** The address of a page, for links. */
export function href(path: (string | number)[], query?: URLSearchParams | Record<string, string>): string {
  const fields = new URLSearchParams(query).toString();
  return `#/${path.map(p => encodeURIComponent(String(p))).join("/")}${fields ? `?${fields}` : ""}`;
}

export function go(address: string): void {
  location.hash = address;
}

/** Changes the address without another entry in the history. */
export function replace(address: string): void {
  history.replaceState(null, "", address);
  hash.value = location.hash;
}
