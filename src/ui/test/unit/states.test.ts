import assert from "node:assert/strict";
import { test } from "node:test";
import { hasEnded, isBad, JOB_STATES, jobState, look, runState, shownState } from "../../src/lib/states.ts";

test("each state of a job has its own shape and word", () => {
  assert.equal(new Set(JOB_STATES.map(s => look(s).word)).size, JOB_STATES.length);
  assert.equal(new Set(JOB_STATES.map(s => `${look(s).tone} ${look(s).shape}`)).size, JOB_STATES.length);
});

test("a state that is not known is shown by its name", () => {
  assert.equal(look("some_thing").word, "some thing");
});

test("what has ended, and what is bad", () => {
  assert.deepEqual(["running", "failed", "cut-off", "pending"].map(hasEnded), [false, true, true, false]);
  assert.deepEqual(["failed", "lost", "canceled", "succeeded"].map(isBad), [true, true, false, false]);
});

test("a failure that does not count is shown otherwise", () => {
  assert.equal(shownState({ state: "failed", soft: true }), "may_fail");
  assert.equal(shownState({ state: "failed", soft: false }), "failed");
  assert.equal(shownState({ state: "succeeded", soft: true }), "succeeded");
});

test("what is paused or held is not shown as running or pending", () => {
  assert.equal(runState({ state: "running", activity: "paused" }), "paused");
  assert.equal(runState({ state: "failed", activity: null }), "failed");
  assert.equal(jobState({ state: "running", hold: "until_resumed" }), "paused");
  assert.equal(jobState({ state: "succeeded", hold: null }), "succeeded");
  assert.equal(shownState({ state: "pending", held: "until_resumed" }), "held");
});
