import assert from "node:assert/strict";
import { test } from "node:test";

const kept = new Map<string, string>();
Object.assign(globalThis, {
  document: { baseURI: "http://server/ui/" },
  localStorage: {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  },
});
const { upload } = await import("../../src/lib/upload.ts"); // which looks for the page when it is loaded

const FILE = Object.assign(new Blob(["twelve bytes"]), { lastModified: 5 }) as File;

/** A server that begins uploads, and does with their bytes what it is told to. */
function serve(append: (from: number) => Promise<Response>) {
  globalThis.fetch = (_address, init) => {
    init?.signal?.throwIfAborted();
    switch (init?.method) {
      case "POST":
        return Promise.resolve(new Response("", { status: 201, headers: { Location: "/api/v1/files/t/u1" } }));
      case "PATCH":
        return append(Number((init.headers as Record<string, string>)["Upload-Offset"]));
      default:
        return Promise.resolve(new Response("", { headers: { "Upload-Offset": "4" } }));
    }
  };
}

test("an upload that broke off continues where the server is", async () => {
  const starts: number[] = [];
  serve(from => {
    starts.push(from);
    return starts.length === 1
      ? Promise.reject(new TypeError("broken off"))
      : Promise.resolve(new Response(null, { status: 204, headers: { "Upload-Offset": "12" } }));
  });
  const seen: number[] = [];
  await upload("t", "f", FILE, p => seen.push(p.sent), new AbortController().signal);
  assert.deepEqual([starts, seen, kept.size], [[0, 4], [0, 12], 0]);
});

test("one that waits to try again can be stopped at once", async () => {
  const abort = new AbortController();
  let tries = 0;
  serve(() => {
    tries++;
    setTimeout(() => abort.abort(), 20);
    return Promise.reject(new TypeError("broken off"));
  });
  const start = performance.now();
  await assert.rejects(upload("t", "f", FILE, () => {}, abort.signal), { name: "AbortError" });
  assert.ok(performance.now() - start < 700, "the first pause is longer");
  assert.deepEqual([tries, kept.size], [1, 1]);
});

test("one that is stopped before begins nothing", async () => {
  kept.clear();
  serve(() => assert.fail());
  await assert.rejects(upload("t", "f", FILE, () => {}, AbortSignal.abort()), { name: "AbortError" });
  assert.equal(kept.size, 0);
});
