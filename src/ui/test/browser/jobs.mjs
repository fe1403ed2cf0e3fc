import assert from "node:assert/strict";
import { until } from "./server.mjs";

export function jobsTests(it) {
  it("jobs appear and end while they are looked at", async (v, server) => {
    await v.open("#/jobs");
    const id = await server.schedule("quick");
    const row = v.page.locator(`tr[data-id="${id}"]`);
    await row.getByText("succeeded").first().waitFor();
    assert.match(await row.innerText(), /quick/);
  });

  it("filters are in the address, and stay when it is loaded again", async (v, server) => {
    const [good, bad] = await Promise.all([server.schedule("quick"), server.schedule("build", { level: 1, fail: true, branch: "needle-1" })]);
    await Promise.all([server.end(good), server.end(bad)]);
    await v.open("#/jobs");
    await v.page.locator(`tr[data-id="${good}"]`).waitFor();
    await v.button("failed").click();
    await v.page.locator(`tr[data-id="${good}"]`).waitFor({ state: "detached" });
    assert.match(v.page.url(), /#\/jobs\?state=failed$/);
    await v.page.reload();
    await v.page.locator(`tr[data-id="${bad}"]`).waitFor();
    assert.equal(await v.button("failed").getAttribute("aria-pressed"), "true");
    await v.page.getByLabel("Text").fill("needle-1");
    await until(() => /q=needle-1/.test(v.page.url()));
    await until(async () => (await v.page.locator("tr[data-id]").count()) === 1);
    await v.page.getByLabel("Text").fill("no such thing");
    await v.sees("No job matches this filter");
    await v.page.getByRole("link", { name: "Show all jobs" }).click();
    await v.page.locator(`tr[data-id="${good}"]`).waitFor();
    await v.page.getByLabel("Pipeline").selectOption("build");
    await v.page.getByLabel("Created in").selectOption("1h");
    await until(() => /pipeline=build&since=1h/.test(v.page.url()));
    await v.page.locator(`tr[data-id="${bad}"]`).waitFor();
    await v.page.getByLabel("User").fill("nobody");
    await v.sees("No job matches this filter");
  });

  it("the keyboard does everything", async (v, server) => {
    const id = await server.schedule("quick");
    await server.end(id);
    await v.open("#/jobs");
    await v.page.locator(`tr[data-id="${id}"]`).waitFor();
    await v.page.keyboard.press("?");
    await v.page.getByRole("dialog").getByText("Next row").waitFor();
    await v.page.keyboard.press("Escape");
    await v.page.keyboard.press("j");
    await until(() => v.page.evaluate(() => document.activeElement?.className === "row-link"));
    await v.page.keyboard.press("Enter");
    await v.page.getByRole("tab", { name: "graph" }).waitFor();
    await v.page.keyboard.press("2");
    await v.page.getByRole("table", { name: "Steps" }).waitFor();
    await v.page.keyboard.press("u");
    await v.page.getByRole("heading", { name: "Jobs" }).waitFor();
    await v.page.keyboard.press("/");
    await until(() => v.page.evaluate(() => document.activeElement?.getAttribute("type") === "search"));
    await v.page.keyboard.type("gp");
    assert.match(v.page.url(), /#\/jobs/);
    await v.page.locator("main").focus();
    await v.page.keyboard.press("g");
    await v.page.keyboard.press("p");
    await v.page.getByRole("heading", { name: "Pipelines" }).waitFor();
  });

  it("Escape empties the search, and then leaves it to the keys of the page", async v => {
    await v.open("#/jobs");
    await v.page.keyboard.press("/");
    await v.page.keyboard.type("needle");
    await v.page.keyboard.press("Escape");
    assert.equal(await v.page.getByLabel("Text").inputValue(), "");
    assert.equal(await v.page.evaluate(() => document.activeElement.getAttribute("type")), "search");
    await v.page.keyboard.press("Escape");
    await v.page.keyboard.press("?");
    await v.page.getByRole("dialog").waitFor();
  });

  it("the keys are not shown over another page", async v => {
    await v.open("#/overview");
    await v.open("#/jobs");
    await v.page.keyboard.press("?");
    await v.page.getByRole("dialog").waitFor();
    await v.page.goBack();
    await v.page.getByRole("heading", { name: "Overview" }).waitFor();
    await v.page.getByRole("dialog").waitFor({ state: "detached" });
  });

  it("names can be read on a narrow screen, and the menu shows the page", async (v, server) => {
    await server.end(await server.schedule("quick"));
    await v.open("#/jobs");
    const name = v.page.locator("tr[data-id] .c-name").first();
    assert.ok((await name.boundingBox()).width > 120, "jobs");
    await v.open("#/pipelines");
    const start = await v.page.getByRole("link", { name: "Start quick" }).boundingBox();
    assert.ok(start.x + start.width <= 390, `Start ends at ${start.x + start.width}`);
    await server.schedule("talk");
    await v.open("#/workers");
    const end = await v.button("End").first().boundingBox();
    assert.ok(end.x + end.width <= 390, `End is at ${end.x + end.width}`);
    await v.open("#/files");
    const link = await v.page.locator("nav [aria-current]").boundingBox();
    assert.ok(link.x >= 0 && link.x + link.width <= 390, `the menu's page is at ${link.x}`);
  }, { viewport: { width: 390, height: 780 } });

  it("a narrow screen shows it without scrolling sideways", async (v, server) => {
    await server.schedule("quick");
    const pages = { "#/overview": "#now", "#/jobs": "tr[data-id]", "#/pipelines/build": "h1:text-is('build')", "#/workers": "h1:text-is('Workers')" };
    for (const [hash, shown] of Object.entries(pages)) {
      await v.open(hash);
      await v.shows(shown);
      const [wide, seen] = await v.page.evaluate(() => [document.querySelector("main").scrollWidth, innerWidth]);
      assert.ok(wide <= seen, `${hash} is ${wide} wide`);
    }
  }, { viewport: { width: 390, height: 780 } });
}
