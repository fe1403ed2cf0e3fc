import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { until } from "./server.mjs";

export function jobTests(it) {
  it("the failed step of a red job and its last line are one click away", async (v, server) => {
    const id = await server.schedule("build", { level: 1, fail: true });
    await server.job(id, "failed");
    await v.open("#/jobs");
    await v.page.locator(`tr[data-id="${id}"] a`).click();
    await v.sees("Step unit-tests failed: exit status 3");
    await v.sees("AssertionError in Foo.java:17", ".failure-note");
    await v.sees("AssertionError in Foo.java:17", ".log");
    await v.sees("test 40 passed", ".log");
  });

  it("the graph shows states, lengths and the critical path, and arrow keys move in it", async (v, server) => {
    const id = await server.schedule("build", { level: 1, fail: true });
    await server.job(id, "failed");
    await v.open(`#/jobs/${id}?view=graph`);
    const node = name => v.page.locator(`.node[data-step="${name}"]`);
    await node("unit-tests").waitFor();
    assert.equal(await node("package").getAttribute("data-state"), "unreached");
    assert.match(await node("unit-tests").getAttribute("aria-label"), /^unit-tests .*s, failed, on the critical path$/);
    assert.match(await node("lint").getAttribute("aria-label"), /^lint .*s, failed \(allowed\)/);
    await node("checkout").focus();
    await v.page.keyboard.press("ArrowRight");
    const focused = await v.page.evaluate(() => document.activeElement.getAttribute("data-step"));
    assert.ok(["lint", "unit-tests"].includes(focused), focused);
    await node("lint").focus();
    await v.page.keyboard.press("Enter");
    await v.sees("green", ".log");
    assert.equal(await v.page.locator(".log .f2").innerText(), "green");
    assert.match(v.page.url(), new RegExp(`jobs/${id}/lint`));
  });

  it("Tab starts at the top of a job that has just been opened, and stops once at its graph", async (v, server) => {
    const id = await server.schedule("build", { level: 1, fail: true });
    await server.job(id, "failed");
    await v.open(`#/jobs/${id}`);
    await v.page.locator(".node.chosen").waitFor();
    await v.page.keyboard.press("Tab");
    assert.equal(await v.page.evaluate(() => document.activeElement.className), "skip");
    assert.equal(await v.page.locator('.node[tabindex="0"]').count(), 1);
    await v.page.locator('.node[tabindex="0"]').focus();
    await v.page.keyboard.press("ArrowLeft");
    assert.equal(await v.page.locator('.node[tabindex="0"]').getAttribute("data-step"), "checkout");
  });

  it("what is written in the boxes of a graph is within them", async (v, server) => {
    const id = await server.schedule("quick");
    await server.end(id);
    await v.open(`#/jobs/${id}?view=graph`);
    await v.page.locator(".node-length").waitFor();
    const [box, text] = await Promise.all(["rect", "text"].map(part => v.page.locator(`.node > ${part}`).boundingBox()));
    assert.ok(text.x + text.width <= box.x + box.width, `${text.x + text.width} of ${box.x + box.width}`);
  });

  it("steps, timeline and variables are shown", async (v, server) => {
    const id = await server.schedule("build", { level: 7, branch: "feature" });
    await server.job(id, "succeeded");
    await v.open(`#/jobs/${id}`);
    await v.page.getByRole("tab", { name: "steps" }).click();
    assert.match(await v.page.getByRole("table", { name: "Steps" }).innerText(), /may fail[\s\S]*package/);
    await v.page.getByRole("tab", { name: "timeline" }).click();
    await v.page.locator(".gantt-row", { hasText: "package" }).click();
    await v.sees("packaged", ".log");
    await v.page.getByRole("tab", { name: "variables" }).click();
    await v.sees("feature", ".view");
    await v.page.keyboard.press("1");
    await v.page.locator(".node").first().waitFor();
  });

  it("the output is searched and saved", async (v, server) => {
    const id = await server.schedule("build", { level: 1 });
    await server.job(id, "succeeded");
    await v.open(`#/jobs/${id}/unit-tests`);
    await v.sees("test 40 passed", ".log");
    await v.page.keyboard.press("/");
    await v.page.keyboard.type("test 3");
    await v.sees("1 of 11", ".log-found");
    await v.page.keyboard.press("Enter");
    await v.sees("2 of 11", ".log-found");
    assert.match(await v.page.locator(".hit-now").innerText(), /^test 30 /);
    await v.page.keyboard.press("Shift+Enter");
    await v.sees("1 of 11", ".log-found");
    await v.page.getByPlaceholder("Search").fill("nowhere");
    await v.sees("not found", ".log-found");
    const saving = v.page.waitForEvent("download");
    await v.page.locator(".log-save a", { hasText: "stdout" }).click();
    const file = await saving;
    assert.equal(file.suggestedFilename(), "build-unit-tests-stdout.log");
    assert.match(await readFile(await file.path(), "utf8"), /^test 1 passed\n[\s\S]*test 40 passed\n$/);
    await v.page.getByLabel("Stream").selectOption("stderr");
    await v.sees("It printed nothing.");
  });

  it("a job is run again, as a whole or from what failed", async (v, server) => {
    const id = await server.schedule("build", { level: 1, fail: true });
    await server.job(id, "failed");
    await v.open(`#/jobs/${id}`);
    await v.button("Rerun from unit-tests").click();
    await until(() => !v.page.url().includes(id));
    const again = await server.end(v.page.url().match(/jobs\/([^/?]+)/)[1]);
    assert.equal(again.steps.find(s => s.name === "checkout").state, "skipped");
    await v.open(`#/jobs/${id}`);
    await v.button("Rerun").click();
    await until(() => !v.page.url().includes(id));
    const whole = await server.end(v.page.url().match(/jobs\/([^/?]+)/)[1]);
    assert.equal(whole.steps.find(s => s.name === "checkout").state, "succeeded");
  });

  it("a job is paused, resumed and canceled, and its steps are held and ended", async (v, server) => {
    const id = await server.schedule("talk");
    await v.open(`#/jobs/${id}/say`);
    await v.sees("line 3", ".log");
    await v.button("Pause").click();
    await v.sees("until resumed");
    await v.page.locator('h1 [data-state="paused"]').waitFor();
    await v.button("Resume").click();
    await v.button("Pause").waitFor();
    await v.page.locator('.node[data-step="end"]').click();
    await v.button("Hold").click();
    await v.sees("The step is held");
    await v.sees("held", ".step-head");
    assert.equal(await v.button("Hold").count(), 0);
    await v.button("Release").click();
    await v.sees("The step is released");
    await v.page.locator('.node[data-step="say"]').click();
    await v.confirm("End step");
    await v.page.locator('.node[data-step="say"][data-state="killed"]').waitFor();

    const other = await server.schedule("talk");
    await v.open(`#/jobs/${other}`);
    await v.confirm("Cancel", "Cancel job");
    await v.page.locator('h1 [data-state="canceled"]').waitFor();
    assert.equal(await v.page.locator("h1 .state").innerText(), "canceled");
    await v.page.locator(".note", { hasText: "is being canceled" }).waitFor({ state: "detached", timeout: 2000 });
    assert.equal((await server.job(other, "canceled")).state, "canceled");
  });

  it("a job that waits says what for, and where it stands", async (v, server) => {
    const jobs = [await server.schedule("one"), await server.schedule("one"), await server.schedule("one")];
    await v.open(`#/jobs/${jobs[2]}`);
    await v.sees("a place: 1 of 1 is taken; 1 job is before this one", ".facts");
    await server.post(`api/jobs/${jobs[1]}/cancel`);
    await v.sees("1 of 1 is taken; this job is next", ".facts");
    await Promise.all(jobs.map(job => server.post(`api/jobs/${job}/cancel`).catch(() => {})));
  });

  it("of more than 300 steps there is a list instead of a graph", async (v, server) => {
    const id = await server.schedule("large");
    await v.open(`#/jobs/${id}`);
    await v.sees("The graph is not drawn");
    await until(async () => (await v.page.getByRole("table", { name: "Steps" }).locator("tbody tr").count()) === 301);
  });

  it("a job that does not exist is reported as such", async v => {
    await v.open("#/jobs/no-such-job");
    await v.sees("there is no job no-such-job");
  }, { allowed: /status of 404/ });
}
