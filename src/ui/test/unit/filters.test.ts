import assert from "node:assert/strict";
import { test } from "node:test";
import { filterQuery, instant, isFiltered, NO_FILTER, parseFilter, requestQuery } from "../../src/lib/filters.ts";

const NOW = Date.parse("2026-11-29T12:00:00Z");

test("a filter is the same after it was in an address", () => {
  const filter = { state: ["failed", "lost"], pipeline: "a b&c", user: "ann", q: "x=1", since: "24h", until: "" };
  assert.deepEqual(parseFilter(new URLSearchParams(filterQuery(filter).toString())), filter);
});

test("an empty filter asks for everything", () => {
  assert.deepEqual(parseFilter(new URLSearchParams()), NO_FILTER);
  assert.equal(isFiltered(NO_FILTER), false);
  assert.equal(requestQuery(NO_FILTER, NOW).toString(), "");
});

test("lengths of time are counted back from now, and times are taken as they are", () => {
  assert.equal(instant("24h", NOW), "2026-11-28T12:00:00.000Z");
  assert.equal(instant("2w", NOW), "2026-11-15T12:00:00.000Z");
  assert.equal(instant("2026-01-02T03:04:05Z", NOW), "2026-01-02T03:04:05.000Z");
});

test("a time that means nothing is not asked for", () => {
  assert.equal(requestQuery({ ...NO_FILTER, since: "soon", pipeline: "p" }, NOW).toString(), "pipeline=p");
});
