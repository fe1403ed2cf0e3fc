import assert from "node:assert/strict";
import { test } from "node:test";
import { criticalPath } from "../../src/lib/critical.ts";

const at = (s: number) => new Date(1_800_000_000_000 + 1000 * s).toISOString();
const step = (name: string, from: number | null, to: number | null, ...depends_on: string[]) =>
  ({ name, depends_on, started: from === null ? null : at(from), ended: to === null ? null : at(to) });

test("goes back from the last end along what ended last", () => {
  const path = criticalPath([
    step("a", 0, 1), step("short", 1, 2, "a"), step("long", 1, 9, "a"), step("end", 9, 10, "short", "long"), step("aside", 0, 3),
  ], 0);
  assert.deepEqual([...path].sort(), ["a", "end", "long"]);
});

test("a step that runs ends now", () => {
  const path = criticalPath([step("a", 0, 1), step("runs", 1, null, "a"), step("done", 1, 5, "a")], Date.parse(at(7)));
  assert.deepEqual([...path].sort(), ["a", "runs"]);
});

test("steps that never ran are not in it, and one alone is no path", () => {
  assert.equal(criticalPath([step("a", 0, 1), step("never", null, 1, "a")], 0).size, 0);
});

test("a cycle ends", () => {
  assert.equal(criticalPath([step("a", 0, 1, "b"), step("b", 0, 2, "a")], 0).size, 2);
});

test("a step that was ended because another failed is not the end", () => {
  const path = criticalPath([
    { ...step("a", 0, 1), state: "succeeded" }, { ...step("bad", 1, 3, "a"), state: "failed" }, { ...step("ended", 1, 4, "a"), state: "killed" },
  ], 0);
  assert.deepEqual([...path].sort(), ["a", "bad"]);
});
