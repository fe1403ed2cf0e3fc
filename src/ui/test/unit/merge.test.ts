import assert from "node:assert/strict";
import { test } from "node:test";
import { merged, patched } from "../../src/lib/merge.ts";
import type { JobEvent, JobSummary } from "../../src/lib/types.ts";

const job = (number: number, state = "running") => ({ id: `j${number}`, number, state }) as JobSummary;
const numbers = (jobs: JobSummary[]) => jobs.map(j => j.number);

test("the newest part is replaced, and the rest stays", () => {
  const list = merged([job(5), job(4), job(3), job(2)], "2", { jobs: [job(6), job(5, "failed"), job(4)], next: "4" });
  assert.deepEqual(numbers(list.jobs), [6, 5, 4, 3, 2]);
  assert.equal(list.jobs[1]?.state, "failed");
  assert.equal(list.next, "2");
});

test("after a gap the list begins again", () => {
  const list = merged([job(2), job(1)], null, { jobs: [job(9), job(8)], next: "8" });
  assert.deepEqual(numbers(list.jobs), [9, 8]);
  assert.equal(list.next, "8");
});

test("the only page is the whole list, also if jobs are gone", () => {
  assert.deepEqual(numbers(merged([job(3), job(2), job(1)], null, { jobs: [job(3)], next: null }).jobs), [3]);
});

test("events change the job they are about", () => {
  const event: JobEvent = { event: "ended", job: "j2", dialect: "", name: "", state: "failed", at: "2026-01-01T00:00:00Z" };
  const list = patched([job(3), job(2)], event);
  assert.deepEqual(list.map(j => [j.state, j.ended ?? null]), [["running", null], ["failed", "2026-01-01T00:00:00Z"]]);
});

test("events of others change nothing", () => {
  const list = [job(3)];
  assert.equal(patched(list, { event: "ended", job: "other", dialect: "", name: "" }), list);
  assert.equal(patched(list, { event: "step_started", job: "j3", dialect: "", name: "" }), list);
});
