/** A list of jobs that is loaded page by page, and kept as it is on the server. */

import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { ApiError, get } from "./api.ts";
import { requestQuery, type JobFilter } from "./filters.ts";
import { useJobEvents, usePolling } from "./hooks.ts";
import { onJobEvents } from "./live.ts";
import { merged, patched } from "./merge.ts";
import type { JobEvent, JobPage, JobSummary } from "./types.ts";

const FIRST = 100; // quick to be seen
const NEXT = 1000;

export interface JobList {
  jobs: JobSummary[] | undefined;
  error: ApiError | undefined;
  /** Loads another page; missing when all are there. */
  more: (() => void) | undefined;
  reload: () => void;
}

interface Held {
  filter: JobFilter;
  jobs: JobSummary[];
  next: string | null;
}

export function useJobList(filter: JobFilter): JobList {
  const [held, setHeld] = useState<Held | undefined>(undefined);
  const [error, setError] = useState<ApiError | undefined>(undefined);
  const isBusy = useRef(false);
  const current = useRef(filter);
  current.current = filter;

  const load = useCallback(async (limit: number, before: string | null, take: (page: JobPage, old: Held | undefined) => Held) => {
    const query = requestQuery(filter, Date.now());
    query.set("limit", String(limit));
    if (before) {
      query.set("before", before);
    }
    try {
      const page = await get<JobPage>(`api/jobs?${query}`);
      if (current.current === filter) {
        setHeld(old => take(page, old?.filter === filter ? old : undefined));
        setError(undefined);
      }
    } catch (e) {
      if (current.current === filter) {
        setError(e instanceof ApiError ? e : new ApiError(0, String(e)));
      }
    }
  }, [filter]);

  const refresh = useCallback(() => load(FIRST, null, (page, old) => (old
    ? { filter, ...merged(old.jobs, old.next, page) }
    : { filter, jobs: page.jobs, next: page.next ?? null })), [load]);

  useEffect(() => void refresh(), [refresh]);
  useJobEvents(() => true, () => void refresh(), 700);
  // what the machine lacks for a job, which is its message then, comes and goes without an event
  usePolling(() => held?.jobs.some(job => !job.ended && job.message) && void refresh(), 5000);
  useEffect(() => onJobEvents(
    (event: JobEvent) => setHeld(old => old && { ...old, jobs: patched(old.jobs, event) }),
    () => {}), []);

  const next = held?.filter === filter ? held.next : null;
  const more = useCallback(() => {
    if (!isBusy.current && next) {
      isBusy.current = true;
      void load(NEXT, next, (page, old) => ({
        filter,
        jobs: [...(old?.jobs ?? []), ...page.jobs.filter(job => job.number < (old?.jobs.at(-1)?.number ?? Infinity))],
        next: page.next ?? null,
      })).finally(() => (isBusy.current = false));
    }
  }, [load, next]);

  return {
    jobs: held?.filter === filter ? held.jobs : undefined,
    error,
    more: next ? more : undefined,
    reload: () => void refresh(),
  };
}
