import assert from "node:assert/strict";
import { test } from "node:test";
import { Lines, shownPart } from "../../src/lib/lines.ts";

test("a line that comes in pieces is the same line, grown", () => {
  const lines = new Lines();
  assert.deepEqual(lines.push("a\nb"), ["a", "b"]);
  assert.equal(lines.isOpen, true);
  assert.deepEqual(lines.push("c\nd\n"), ["bc", "d"]);
  assert.equal(lines.isOpen, false);
  assert.deepEqual(lines.push("e\n"), ["e"]);
});

test("empty lines are lines", () => {
  assert.deepEqual(new Lines().push("\n\nx\n"), ["", "", "x"]);
});

test("what has no line breaks does not pile up", () => {
  const lines = new Lines();
  let longest = 0;
  for (let i = 0; i < 1000; i++) {
    longest = Math.max(longest, ...lines.push("x".repeat(1000)).map(l => l.length));
  }
  assert.ok(longest < 50_000, String(longest));
});

test("long lines are cut, with a note of how much is missing", () => {
  assert.match(shownPart("x".repeat(10_000)), /2000 characters more$/);
  assert.equal(shownPart("short"), "short");
});
