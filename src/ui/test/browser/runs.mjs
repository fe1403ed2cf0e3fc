import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { until } from "./server.mjs";

async function tasks(server, name, scripts) {
  const directory = join(server.directory, name);
  await mkdir(directory, { recursive: true });
  await Promise.all(Object.entries(scripts).map(([file, text]) => writeFile(join(directory, file), text)));
  return directory;
}

async function runNamed(server, name) {
  let found;
  await until(async () => (found = (await server.get("api/runs?limit=100")).runs.find(r => r.name === name)), 30_000, `run ${name}`);
  return found.id;
}

export function runTests(it) {
  it("a run's failures, outputs, slots and settings are shown, and what failed is run again", async (v, server) => {
    const directory = await tasks(server, "batch", {
      "a.sh": "echo from a", "b.sh": "echo from b; echo 'cannot open it' >&2; exit 3", "c.sh": "echo from c",
    });
    await server.cli("-T", directory, "-C", "bash @TASK@", "-r", "-m", "2", "--name", "batch", "--tag", "team=data").catch(() => {});
    await v.open("#/runs");
    const row = v.page.locator("tr[data-id]", { hasText: "batch" });
    assert.match(await row.innerText(), /failed[\s\S]*team=data[\s\S]*3 of 3, 1 failed/);
    await row.locator("a").click();
    await v.sees("cannot open it", ".tail");
    await v.sees("cannot open it", ".log");
    await v.page.getByLabel("State").selectOption("");
    await v.page.locator(".task-list button", { hasText: "c.sh" }).click();
    await v.sees("from c", ".log");
    await v.page.getByRole("tab", { name: "slots" }).click();
    await v.page.locator(".slot-row .gantt-bar").first().waitFor();
    await v.page.getByRole("tab", { name: "about" }).click();
    await v.sees("-C 'bash @TASK@' -r", ".about");
    await v.sees("--tag team=data", ".about");
    assert.match(await v.page.title(), /^failed: batch/);
    const old = v.page.url();
    await v.button("Retry failed").click();
    await until(() => v.page.url() !== old && /#\/runs\//.test(v.page.url()));
    await v.sees("cannot open it", ".tail");
    await v.page.locator(".task-list .chosen", { hasText: "b.sh" }).waitFor();
    await v.page.getByLabel("State").selectOption("");
    await until(async () => (await v.page.locator(".task-list li").count()) === 1);
    await v.open("#/runs?tag=team%3Ddata");
    await v.page.locator("tr[data-id]").first().waitFor();
    await v.button("stopped").click();
    await v.sees("No run matches this filter");
  });

  it("a live run is paused, given slots and drained, and its tasks are ended", async (v, server) => {
    const directory = await tasks(server, "long", Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [`t${String(i).padStart(2, "0")}.sh`, "echo begun; sleep 60"])));
    const process = server.begin("-T", directory, "-C", "bash @TASK@", "-r", "-m", "2", "--name", "long");
    try {
      const id = await runNamed(server, "long");
      await v.open(`#/runs/${id}?view=running`);
      await v.sees("t00.sh", ".view");
      await v.sees("begun", ".log");
      await v.button("+").click();
      await v.sees("3 of 3 in use");
      await v.page.getByLabel("slots", { exact: true }).fill("abc");
      await v.page.keyboard.press("Enter");
      await v.sees("Enter a whole number", ".slots");
      await v.page.getByLabel("slots", { exact: true }).fill("2");
      await v.page.keyboard.press("Enter");
      await v.sees(/of 2 in use/);
      await v.button("Pause").click();
      await v.page.locator('h1 [data-state="paused"]').waitFor();
      await v.button("Continue").click();
      await v.page.locator('h1 [data-state="running"]').waitFor();
      await v.confirm("End task");
      await v.page.locator(".view tr", { hasText: "t00.sh" }).waitFor({ state: "detached" });
      await v.page.getByRole("tab", { name: "about" }).click();
      await v.page.locator(".explain").waitFor();
      await v.confirm("Drain");
      await v.page.locator('h1 [data-state="draining"]').waitFor();
      await v.button("Drain").waitFor({ state: "detached" });
      await v.confirm("End");
      await until(async () => (await server.get(`api/runs/${id}`)).state !== "running", 20_000, "the end of the run");
      await v.button("Resume").waitFor();
    } finally {
      process.kill();
    }
  });

  it("a run whose supervisor was killed shows what is known of its tasks", async (v, server) => {
    const directory = await tasks(server, "cut", { "a.sh": "exit 3", "b.sh": "echo begun; sleep 300", "c.sh": "sleep 300", "d.sh": "true" });
    await server.cli("-T", directory, "-C", "bash @TASK@", "-r", "-d", "-m", "2", "--name", "cut");
    const id = await runNamed(server, "cut");
    await until(async () => {
      const { failed, running } = await server.get(`api/runs/${id}`);
      return failed === 1 && running.length === 2;
    }, 20_000, "a failure and two tasks");
    process.kill((await server.get(`api/runs/${id}`)).process_id, "SIGKILL");
    await until(async () => (await server.get(`api/runs/${id}`)).state === "cut-off");
    await v.open("#/runs");
    const row = v.page.locator("tr[data-id]", { hasText: "cut" }).first();
    assert.match(await row.innerText(), /cut off[\s\S]*1 of 4, 1 failed, 3 not ended[\s\S]*–$/);
    await v.open(`#/runs/${id}?view=running`);
    await v.sees("The supervisor of these tasks is dead", ".view");
    await v.sees("begun", ".log");
    await v.button("Retry failed").waitFor();
    await v.button("Resume").waitFor();
    assert.equal(await v.button("End").count(), 0);
    for (const orphan of (await server.get("api/workers")).orphans) {
      await server.post(`api/workers/${orphan.process_id}/end`, {});
    }
    await v.page.reload();
    await v.sees("No task is running", ".view");
  });

  it("a narrow window cuts nothing off", async (v, server) => {
    const directory = await tasks(server, "watched-by-a-run-with-a-name", { "a.sh": "sleep 300", "bad.sh": "exit 1" });
    const process = server.begin("-T", directory, "-C", "bash @TASK@", "-r", "--watch", "-m", "2", "-w", "1", "--name", "watcher");
    const job = await server.schedule("build", { level: 1 });
    try {
      const id = await runNamed(server, "watcher");
      await until(async () => (await server.get(`api/runs/${id}`)).failed === 1, 20_000, "a failure");
      await v.open("#/overview");
      const row = "li:has(a[href='#/runs/" + id + "'])";
      await v.page.locator(row).first().waitFor();
      await v.fit(`${row}:first-child > *`);
      await v.open("#/queues");
      await v.page.locator(".narrow a", { hasText: "watcher" }).waitFor();
      await v.fit(".queues thead th");
      await v.open("#/runs");
      await v.fit(`tr[data-id="${id}"] td > :not(.progress-with-words)`);
      await server.end(job);
      await v.open(`#/jobs/${job}?view=timeline`);
      await v.fit(".gantt-axis span");
      assert.ok((await v.page.locator(".gantt-lane").first().boundingBox()).width > 200);
    } finally {
      process.kill();
      await new Promise(done => process.once("exit", done));
    }
  }, { viewport: { width: 390, height: 780 } });

  it("a queue directory shows what waits and has failed, and takes that again", async (v, server) => {
    const directory = await tasks(server, "queue", { "good.sh": "echo good", "bad.sh": "echo 'bad file' >&2; exit 4" });
    const process = server.begin("-T", directory, "-C", "bash @TASK@", "-r", "--watch", "-m", "1", "-w", "1");
    try {
      await v.open("#/queues");
      await v.page.getByRole("link", { name: directory }).click();
      await v.sees("bad file", ".last-line");
      await v.button("Retry").click();
      await v.sees("1 put back into the queue");
      await v.sees("bad file", ".last-line"); // it fails again
      await v.confirm("Retry all failed");
      await v.sees("bad file", ".last-line");
      await v.page.locator("li", { hasText: "bad.sh" }).getByRole("link").click();
      await v.sees("bad file", ".split");
    } finally {
      process.kill();
      await new Promise(done => process.once("exit", done));
    }
  });
}
