import assert from "node:assert/strict";
import { until } from "./server.mjs";

export function pipelineTests(it) {
  it("pipelines are listed, with their last jobs and next times", async (v, server) => {
    await server.end(await server.schedule("quick"));
    await v.open("#/pipelines");
    const row = name => v.page.locator("tbody tr", { has: v.page.getByRole("link", { name, exact: true }) });
    assert.match(await row("quick").innerText(), /succeeded/);
    assert.match(await row("nightly").innerText(), /Clean up[\s\S]*in \d+ [hm]/);
    await v.page.getByPlaceholder("Find").fill("clean");
    await until(async () => (await v.page.locator("tbody tr").count()) === 1);
    await v.page.getByPlaceholder("Find").fill("no such");
    await v.sees("No pipeline matches this");
  });

  it("the form follows the variables that are declared, and says what is wrong", async (v, server) => {
    await v.open("#/pipelines/build");
    assert.equal(await v.page.getByLabel("branch").inputValue(), "main");
    assert.deepEqual(await v.page.getByLabel("mode").locator("option").allInnerTexts(), ["fast", "full"]);
    await v.button("Start").click();
    await v.sees("level is required");
    await v.page.getByLabel("level").fill("many");
    await v.button("Start").click();
    await v.sees("level is not a whole number");
    await v.page.getByLabel("level").fill("5");
    await v.page.getByLabel("mode").selectOption("full");
    await v.page.getByLabel("branch").fill("from-form");
    await v.button("Start").click();
    await until(() => /#\/jobs\//.test(v.page.url()));
    const job = await server.end(v.page.url().match(/jobs\/([^/?]+)/)[1]);
    assert.deepEqual(job.variables, { branch: "from-form", level: 5, mode: "full", fail: false });
  });

  it("without declared variables there is a field for JSON", async (v, server) => {
    await v.open("#/pipelines/quick");
    await v.page.getByLabel("Variables, as a JSON object").fill("[1]");
    await v.button("Start").click();
    await v.sees("is not a JSON object");
    await v.page.getByLabel("Variables, as a JSON object").fill('{"a": [1, 2]}');
    await v.button("Start").click();
    await until(() => /#\/jobs\//.test(v.page.url()));
    const job = await server.end(v.page.url().match(/jobs\/([^/?]+)/)[1]);
    assert.deepEqual(job.variables, { a: [1, 2] });
  });

  it("the source, steps, schedules and history are shown", async (v, server) => {
    await server.end(await server.schedule("build", { level: 1, fail: true }));
    await v.open("#/pipelines/build");
    await v.sees("checking out", ".source");
    assert.match(await v.page.locator(".source-line.here").innerText(), /build:/);
    await v.sees("unit-tests", "table");
    await v.page.locator(".history-bar.state-failed").last().click();
    await until(() => /#\/jobs\//.test(v.page.url()));
    await v.open("#/pipelines/nightly");
    await v.sees("0 3 * * *", ".panel");
    assert.equal(await v.page.locator(".next-times li").count(), 5);
    await v.sees("No jobs yet");
  });

  it("definitions are read again", async v => {
    await v.open("#/pipelines");
    await v.button("Reload definitions").click();
    await v.sees("7 pipelines are defined");
  });
}
