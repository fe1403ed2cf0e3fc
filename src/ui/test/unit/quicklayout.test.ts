import assert from "node:assert/strict";
import { test } from "node:test";
import { quickLayout } from "../../src/lib/quicklayout.ts";

const SIZES = { width: 100, height: 34, across: 40, between: 12, margin: 8 };

function large(): [number, number][] {
  return Array.from({ length: 300 }, (_, i) => i).flatMap(i =>
    (i < 20 ? [] : [i - 20, i - 7 - (i % 11)]).map((k): [number, number] => [k, i]));
}

test("what depends on others is to the right of them", () => {
  const edges = large();
  const { places } = quickLayout(300, edges, SIZES);
  edges.forEach(([from, to]) => assert.ok(places[from]!.x + 100 < places[to]!.x));
});

test("no node covers another, and all are in the picture", () => {
  const { places, width, height } = quickLayout(300, large(), SIZES);
  places.forEach((a, i) => {
    assert.ok(a.x >= 50 && a.x <= width - 50 && a.y >= 17 && a.y <= height - 17, String(i));
    places.slice(i + 1).forEach(b => assert.ok(a.x !== b.x || Math.abs(a.y - b.y) >= 34 + 11.9));
  });
});

test("a chain is straight, and what has two successors is between them", () => {
  const chain = quickLayout(3, [[0, 1], [1, 2]], SIZES).places;
  assert.deepEqual(chain.map(p => Math.round(p.y - chain[0]!.y)), [0, 0, 0]);
  const fork = quickLayout(3, [[0, 1], [0, 2]], SIZES).places;
  assert.ok(Math.abs(fork[0]!.y - (fork[1]!.y + fork[2]!.y) / 2) < 1);
});

test("an edge that passes layers has a point in each of them", () => {
  const { bends } = quickLayout(4, [[0, 1], [1, 2], [2, 3], [0, 3]], SIZES);
  assert.deepEqual(bends.map(b => b.length), [0, 0, 0, 2]);
});

test("300 steps take far less than 300 ms of CPU time", () => {
  quickLayout(300, large(), SIZES);
  const before = process.cpuUsage();
  quickLayout(300, large(), SIZES);
  const { user, system } = process.cpuUsage(before);
  assert.ok(user + system < 150_000, `${user + system} µs`);
});
