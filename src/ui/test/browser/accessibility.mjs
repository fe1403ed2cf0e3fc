import assert from "node:assert/strict";

const PAGES = ["overview", "jobs", "job", "job?view=steps", "job?view=timeline", "job?view=variables", "pipelines", "pipelines/build", "runs", "run", "run?view=slots", "queues", "workers", "files", "shell"];

export function accessibilityTests(it) {
  for (const colorScheme of ["light", "dark"]) {
    it(`axe finds nothing serious in ${colorScheme} pages`, async (v, server) => {
      const id = await server.schedule("build", { level: 1, fail: true });
      await server.job(id, "failed");
      const run = (await server.get("api/runs?state=failed&limit=1")).runs[0]?.id;
      const found = [];
      for (const page of PAGES) {
        const hash = page.replace(/^job(?=$|\?)/, `jobs/${id}`).replace(/^run(?=$|\?)/, `runs/${run}`);
        await v.open(`#/${hash}`);
        await v.page.waitForTimeout(300);
        found.push(...(await v.accessibility(colorScheme === "dark" ? ["color-contrast"] : undefined)).map(problem => `${page}: ${problem}`));
      }
      assert.deepEqual(found, []);
    }, { colorScheme });
  }
}
