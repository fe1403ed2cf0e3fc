import assert from "node:assert/strict";
import { test } from "node:test";
import { between, bytes, count, distance, duration, exact, quoted, sentence } from "../../src/lib/format.ts";
import { ticks } from "../../src/lib/ticks.ts";

test("lengths of time have two units at most", () => {
  assert.deepEqual([0, 40, 1400, 12_000, 59_600, 200_000, 7_500_000, 270_000_000].map(duration),
    ["0 ms", "40 ms", "1.4 s", "12 s", "1 m 0 s", "3 m 20 s", "2 h 5 m", "3 d 3 h"]);
  assert.equal(duration(-5), "0 s");
});

test("sizes have two or three digits", () => {
  assert.deepEqual([0, 999, 1000, 41_234, 5_300_000, 2e9].map(bytes), ["0 B", "999 B", "1.0 KB", "41 KB", "5.3 MB", "2.0 GB"]);
});

test("what has not ended is measured until now", () => {
  assert.equal(between("2026-01-01T00:00:00Z", null, Date.parse("2026-01-01T00:00:05Z")), 5000);
  assert.equal(between(null, null, 0), undefined);
});

test("distances say which way", () => {
  const now = Date.parse("2026-01-01T12:00:00Z");
  assert.equal(distance("2026-01-01T11:57:00Z", now), "3 m ago");
  assert.equal(distance("2026-01-01T14:00:00Z", now), "in 2 h");
});

test("exact times have the zone's offset", () => {
  assert.match(exact("2026-01-01T12:00:00.250Z"), /^2026-01-0\d \d\d:\d\d:\d\d\.250 [+-]\d\d:\d\d$/);
});

test("numbers agree with their nouns", () => {
  assert.equal(count(1, "job"), "1 job");
  assert.equal(count(2, "run", "runs"), "2 runs");
});

test("words are quoted as a shell needs it", () => {
  assert.deepEqual(["-r", "bash @TASK@", "it's", "", "a=b", "/tmp/x"].map(quoted), ["-r", "'bash @TASK@'", "'it'\\''s'", "''", "a=b", "/tmp/x"]);
});

test("messages begin as sentences do", () => {
  assert.deepEqual(["the server does not answer", ""].map(sentence), ["The server does not answer", ""]);
});

test("marks of an axis are round, and few", () => {
  assert.deepEqual(ticks(3500), [0, 1000, 2000, 3000]);
  for (const length of [1, 90, 12_345, 7e6, 9e8, 9e10]) {
    assert.ok(ticks(length).length <= 7, String(length));
  }
});
