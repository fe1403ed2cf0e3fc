/** Which jobs a list shows, as it is in the address and in requests. Pure. */

export interface JobFilter {
  state: string[];
  pipeline: string;
  user: string;
  q: string;
  /** A length of time such as `24h`, or a time in ISO form; empty for all. */
  since: string;
  until: string;
}

export const NO_FILTER: JobFilter = { state: [], pipeline: "", user: "", q: "", since: "", until: "" };

export function parseFilter(query: URLSearchParams): JobFilter {
  const text = (name: string) => query.get(name)?.trim() ?? "";
  return {
    state: text("state").split(",").filter(Boolean),
    pipeline: text("pipeline"),
    user: text("user"),
    q: text("q"),
    since: text("since"),
    until: text("until"),
  };
}

/** The fields that are set, in a fixed order. */
export function filterQuery(filter: JobFilter): URLSearchParams {
  const query = new URLSearchParams();
  if (filter.state.length > 0) {
    query.set("state", filter.state.join(","));
  }
  for (const name of ["pipeline", "user", "q", "since", "until"] as const) {
    if (filter[name]) {
      query.set(name, filter[name]);
    }
  }
  return query;
}

/** What the server is asked for. Lengths of time become times before now. */
export function requestQuery(filter: JobFilter, now: number): URLSearchParams {
  const query = filterQuery(filter);
  for (const name of ["since", "until"] as const) {
    const text = query.get(name);
    const time = text ? instant(text, now) : undefined;
    query.delete(name);
    if (time) {
      query.set(name, time);
    }
  }
  return query;
}

const UNITS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** The time that a text such as `24h` or `2026-11-20T10:00` means; undefined if it means none. */
export function instant(text: string, now: number): string | undefined {
  const length = /^(\d{1,4})([mhdw])$/.exec(text);
  const at = length ? now - Number(length[1]) * (UNITS[length[2]!] ?? 0) : Date.parse(text);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

export function isFiltered(filter: JobFilter): boolean {
  return filterQuery(filter).toString() !== "";
}
