/** How lists of jobs change. Pure. */

import type { JobEvent, JobPage, JobState, JobSummary } from "./types.ts";

/**
 * The list with its newest part as it is now. What is older than that stays; a gap is left out, to be
 * loaded again from its beginning.
 */
export function merged(old: JobSummary[], next: string | null, page: JobPage): { jobs: JobSummary[]; next: string | null } {
  const last = page.jobs.at(-1);
  if (!page.next || !last) {
    return { jobs: page.jobs, next: null };
  }
  const older = old.filter(job => job.number < last.number);
  const meets = old.some(job => job.number >= last.number);
  return meets && older.length > 0
    ? { jobs: [...page.jobs, ...older], next }
    : { jobs: page.jobs, next: page.next };
}

/** The list as it is after an event. The same list if that changes nothing in it. */
export function patched(jobs: JobSummary[], event: JobEvent): JobSummary[] {
  if (event.event !== "started" && event.event !== "ended") {
    return jobs;
  }
  const at = jobs.findIndex(job => job.id === event.job);
  const job = jobs[at];
  if (!job) {
    return jobs;
  }
  const changed: JobSummary = event.event === "started"
    ? { ...job, state: "running", started: event.at ?? job.started ?? null }
    : { ...job, state: (event.state ?? job.state) as JobState, ended: event.at ?? null };
  return [...jobs.slice(0, at), changed, ...jobs.slice(at + 1)];
}
