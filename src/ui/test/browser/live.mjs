import assert from "node:assert/strict";
import { createServer, request } from "node:http";
import { join } from "node:path";
import { writeFile } from "node:fs/promises";
import { Visitor } from "./browser.mjs";
import { until } from "./server.mjs";

/** The numbers of the lines that are shown. */
async function numbers(v) {
  const lines = await v.page.locator(".log .line.stdout").allInnerTexts();
  return lines.map(line => Number(line.replace("line ", "")));
}

function assertWhole(lines) {
  lines.forEach((n, i) => i > 0 && assert.equal(n, lines[i - 1] + 1, `after line ${lines[i - 1]} comes ${n}`));
}

/** Passes requests on that are below a path, as proxies do. */
async function proxy(target, prefix) {
  const server = createServer((from, to) => {
    if (!from.url.startsWith(prefix)) {
      to.writeHead(404).end();
      return;
    }
    const passed = request(target + from.url.slice(prefix.length - 1), { method: from.method, headers: from.headers }, answer => {
      to.writeHead(answer.statusCode, answer.headers);
      to.flushHeaders();
      answer.pipe(to);
    });
    passed.on("error", () => to.destroy());
    to.on("close", () => passed.destroy());
    from.pipe(passed);
  });
  server.on("upgrade", (from, socket) => {
    const passed = request(target + from.url.slice(prefix.length - 1), { method: "GET", headers: from.headers });
    passed.on("upgrade", (answer, other, head) => {
      const headers = Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}\r\n`).join("");
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${headers}\r\n`);
      socket.write(head);
      other.pipe(socket).pipe(other);
      socket.on("error", () => other.destroy());
      other.on("error", () => socket.destroy());
    });
    passed.on("error", () => socket.destroy());
    passed.end();
  });
  await new Promise(done => server.listen(0, "127.0.0.1", done));
  return server;
}

export function liveTests(it) {
  it("it works below a path of a proxy", async (_, server, browser) => {
    const between = await proxy(server.url, "/ops/ci/");
    const base = `http://127.0.0.1:${between.address().port}/ops/ci/ui/`;
    const v = await Visitor.of(browser, server, { base });
    try {
      const id = await server.schedule("quick");
      await v.open("#/jobs");
      await v.page.locator(`tr[data-id="${id}"] a`).click();
      await v.sees("quick", ".log");
      await v.page.reload();
      await v.sees("quick", ".log");
      await v.sees("live", ".status");
      await v.open("#/shell");
      await v.sees("Ctrl+Shift+U");
      await v.page.goto((await server.cli("jobs", "login-link")).replace(`${server.url}/ui/`, base));
      await v.page.getByRole("heading", { name: "Overview" }).waitFor();
      assert.ok(v.page.url().startsWith(base), v.page.url());
      await v.close();
    } finally {
      between.closeAllConnections();
      between.close();
    }
  });

  it("loading again while a step prints shows what it has printed", async (v, server) => {
    const stop = join(server.directory, "stop-1");
    const id = await server.schedule("talk", { stop });
    await v.open(`#/jobs/${id}`);
    await v.sees("line 5", ".log");
    await v.page.reload();
    await until(async () => (await numbers(v)).length >= 10);
    const lines = await numbers(v);
    assert.equal(lines[0], 1);
    assertWhole(lines);
    await writeFile(stop, "");
    await v.page.locator('h1 [data-state="succeeded"]').waitFor();
  });

  it("followed output continues after the server restarts", async (v, server) => {
    const stop = join(server.directory, "stop-2");
    const id = await server.schedule("talk", { stop });
    await v.open(`#/jobs/${id}/say`);
    await v.sees("line 5", ".log");
    await server.stop();
    await v.sees("reconnecting", ".status");
    const before = (await numbers(v)).length;
    await server.start();
    await until(async () => (await numbers(v)).length > before + 10, 30_000, "more lines");
    const lines = await numbers(v);
    assert.equal(lines[0], 1);
    assertWhole(lines);
    await v.sees("live", ".status");
    await writeFile(stop, "");
    await v.page.locator('h1 [data-state="succeeded"]').waitFor();
  }, { allowed: /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|status of 503|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/ });

  it("the pipelines of the filter are there after the server was started again", async (v, server) => {
    await v.open("#/overview");
    await v.sees("live", ".status");
    await server.stop();
    await v.page.keyboard.press("g");
    await v.page.keyboard.press("j");
    await v.page.getByRole("heading", { name: "Jobs" }).waitFor();
    await server.start();
    await v.page.locator("option", { hasText: "quick" }).waitFor({ state: "attached", timeout: 30_000 });
  }, { allowed: /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|status of 503|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/ });

  it("a page in the background opens nothing, and is up to date when it is seen again", async (v, server) => {
    await v.page.clock.install();
    const hide = isHidden => v.page.evaluate(hidden => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
      document.dispatchEvent(new Event("visibilitychange"));
    }, isHidden);
    await v.open("#/jobs");
    await v.sees("live", ".status");
    await hide(true);
    await v.page.clock.fastForward(16_000);
    await v.sees("paused", ".status");
    const id = await server.schedule("quick");
    await server.end(id);
    await hide(false);
    await v.sees("live", ".status");
    await v.page.locator(`tr[data-id="${id}"]`).waitFor();
  });

  it("much output leaves a bounded number of lines", async (v, server) => {
    const id = await server.schedule("talk", { stop: "/" });
    await server.end(id);
    await v.page.route(/steps\/say\/log\?stream=stdout&limit=0/, route => route.fulfill({ body: "", headers: { "X-Log-Size": "9000000" } }));
    await v.page.route(/steps\/say\/log\?stream=stdout&offset=/, route =>
      route.fulfill({ body: Array.from({ length: 60_000 }, (_, i) => `line ${i}`).join("\n") + "\n" }));
    await v.open(`#/jobs/${id}/say`);
    await v.sees("The first 4.8 MB are not shown");
    await until(async () => (await v.page.locator(".log .line").count()) > 15_000);
    assert.ok((await v.page.locator(".log .line").count()) <= 20_000);
    assert.match(await v.page.title(), /^succeeded: talk/);
    await v.sees("line 59999", ".log");
    await v.page.getByPlaceholder("Search").fill("nowhere");
    await v.sees("not found in what is shown", ".log-found");
  });

  it("what a step printed before the lines that are loaded is named while it runs", async (v, server) => {
    const id = await server.schedule("talk");
    await v.page.route(/steps\/say\/log\?stream=stdout&tail=2000&limit=0/, route => route.fulfill({ body: "", headers: { "X-Log-Offset": "2500000" } }));
    await v.open(`#/jobs/${id}/say`);
    await v.sees("The first 2.5 MB are not shown");
  });
}
