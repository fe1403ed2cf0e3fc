import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { until } from "./server.mjs";

const TASK = `
name: release
step:
  - {name: build, type: sh, content: "mkdir -p sub; echo built > result; echo deep > sub/inner"}
`;

export function machineTests(it) {
  it("the overview leads to all that runs and has failed", async (v, server) => {
    await server.end(await server.schedule("build", { level: 1, fail: true }));
    const id = await server.schedule("talk");
    await v.open("#/overview");
    await v.page.locator(`a[href="#/jobs/${id}"]`).waitFor();
    await v.sees("AssertionError in Foo.java:17");
    await v.page.locator("main").focus();
    for (let i = 0; i < 30 && !(await v.page.evaluate(() => document.activeElement.closest("[aria-labelledby=failed]"))); i++) {
      await v.page.keyboard.press("j");
    }
    assert.equal(await v.page.evaluate(() => document.activeElement.textContent), "build");
    await v.page.keyboard.press("Enter");
    await v.page.locator('h1 [data-state="failed"]').waitFor();
    await v.open("#/overview");
    await v.page.locator(".tile", { hasText: "failed per minute" }).click();
    await v.page.getByRole("heading", { name: "Jobs" }).waitFor();
    await server.post(`api/jobs/${id}/cancel`);
  });

  it("workers show what runs, and it is ended there; slots and pool are resized", async (v, server) => {
    const id = await server.schedule("talk");
    await v.open("#/workers");
    const row = v.page.locator("tr", { has: v.page.locator(`a[href="#/jobs/${id}/say"]`) });
    await row.filter({ hasText: "talk / say" }).waitFor(); // the name comes with the next overview
    assert.match(await row.innerText(), /talk \/ say[\s\S]*%[\s\S]*[KM]B/);
    await row.getByRole("button", { name: "End" }).click();
    await v.page.getByRole("dialog").getByRole("button", { name: "End" }).click();
    await server.end(id);
    await row.waitFor({ state: "detached" });
    const slots = v.page.locator(".size", { hasText: "Slots" });
    await slots.getByRole("button").click();
    await v.sees("Enter a whole number", ".size");
    await slots.locator("input").fill("0");
    await v.page.keyboard.press("Enter");
    await v.sees("Enter a whole number", ".size");
    await slots.locator("input").fill("17");
    await v.page.keyboard.press("Enter");
    await v.sees("of 17 in use");
    const pool = v.page.locator(".size", { hasText: "Pool" });
    await pool.locator("input").fill("3");
    await pool.getByRole("button").click();
    await v.sees("of 3 in use");
  });

  it("files of tasks are listed, sent, saved and deleted", async (v, server) => {
    await server.request("POST", "api/v1/task", TASK, "application/yaml");
    await until(async () => (await server.get("api/v1/task/release")).data.state === "stopped");
    await v.open("#/jobs");
    await v.page.locator("tr[data-id]", { hasText: "release" }).locator("a").click();
    await v.page.getByRole("link", { name: "workspace" }).click();
    await v.page.getByRole("link", { name: "result" }).waitFor();
    await v.open("#/files");
    await v.page.getByRole("link", { name: "release" }).click();
    await v.page.getByRole("link", { name: "sub/" }).click();
    await v.page.getByRole("link", { name: "inner" }).waitFor();
    const file = join(server.directory, "large.bin");
    await writeFile(file, Buffer.alloc(9 << 20, "0123456789abcdef")); // more than one piece
    await v.page.getByLabel("Drop files here, or choose them").setInputFiles(file);
    await v.page.getByRole("link", { name: "large.bin" }).waitFor();
    assert.match(await v.page.locator("tr", { hasText: "large.bin" }).innerText(), /9\.4 MB/);
    await v.page.getByLabel("Drop files here, or choose them").setInputFiles(file);
    await v.page.getByRole("dialog", { name: "Replace large.bin?" }).getByRole("button", { name: "Replace" }).click();
    await v.page.locator(".upload").waitFor({ state: "detached" });
    const saving = v.page.waitForEvent("download");
    await v.page.getByRole("link", { name: "inner" }).click();
    assert.equal((await saving).suggestedFilename(), "inner");
    await v.page.locator("tr", { hasText: "large.bin" }).getByRole("button").click();
    await v.page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await v.page.getByRole("link", { name: "large.bin" }).waitFor({ state: "detached" });
  });

  it("an interrupted upload resumes by itself", async (v, server) => {
    const file = join(server.directory, "broken.bin");
    await writeFile(file, Buffer.alloc(17 << 20, "x"));
    let count = 0;
    await v.page.route(/api\/v1\/files\/release\//, route =>
      (route.request().method() === "PATCH" && ++count === 2 ? route.abort() : route.continue()));
    await v.open("#/files/release");
    await v.page.getByLabel("Drop files here, or choose them").setInputFiles(file);
    await v.page.getByRole("link", { name: "broken.bin" }).waitFor();
    assert.match(await v.page.locator("tr", { hasText: "broken.bin" }).innerText(), /18 MB/);
    assert.equal(count, 4); // three pieces, one of them twice
  }, { allowed: /net::ERR_FAILED/ });

  it("the shell runs commands, tells of its end, and leaves the keyboard to the page", async v => {
    await v.open("#/shell");
    await v.sees("Ctrl+Shift+U");
    await v.page.locator(".xterm-rows").getByText(/[$#]/).first().waitFor(); // else what is typed waits for the shell's own start
    await v.page.locator(".xterm-helper-textarea").focus();
    await v.page.keyboard.type("echo answer-$((40+2))\n");
    await v.sees("answer-42", ".xterm");
    await v.page.keyboard.press("Control+Shift+U");
    assert.equal(await v.page.evaluate(() => document.activeElement.id), "main");
    await v.page.locator(".xterm-helper-textarea").focus();
    await v.page.getByRole("button", { name: "Keys" }).click();
    await v.page.getByRole("dialog").getByText("Ctrl+Shift+U").waitFor();
    await v.page.keyboard.press("Escape");
    await v.page.locator(".xterm-helper-textarea").focus();
    await v.page.keyboard.type("exit 3\n");
    await v.sees("exit 3", ".hint");
    await v.button("Open another").click();
    await v.sees("Ctrl+Shift+U");
  });
}
