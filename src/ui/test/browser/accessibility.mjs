import assert from "node:assert/strict";

// pages, and what is there when they are
const PAGES = {
  "overview": "#now",
  "jobs": "table[aria-label=Jobs] tbody tr",
  "job": "svg [data-step]",
  "job?view=steps": "table[aria-label=Steps] tbody tr",
  "job?view=timeline": "[aria-label='When the steps ran'] .gantt-row",
  "job?view=variables": "[aria-labelledby=tab-variables]",
  "pipelines": "h1:text-is('Pipelines')",
  "pipelines/build": "h1:text-is('build')",
  "runs": "h1:text-is('Command-line runs')",
  "run": "[aria-labelledby=tab-tasks]",
  "run?view=slots": ".slot-row",
  "queues": "h1:text-is('Queue directories')",
  "workers": "h1:text-is('Workers')",
  "files": "h1:text-is('Files of tasks')",
  "shell": "h1:text-is('Shell')",
};

export function accessibilityTests(it) {
  for (const colorScheme of ["light", "dark"]) {
    it(`axe finds nothing serious in ${colorScheme} pages`, async (v, server) => {
      const id = await server.schedule("build", { level: 1, fail: true });
      await server.job(id, "failed");
      const run = (await server.get("api/runs?state=failed&limit=1")).runs[0]?.id;
      const found = [];
      for (const [page, shown] of Object.entries(PAGES)) {
        const hash = page.replace(/^job(?=$|\?)/, `jobs/${id}`).replace(/^run(?=$|\?)/, `runs/${run}`);
        await v.open(`#/${hash}`);
        await v.shows(shown);
        found.push(...(await v.accessibility(colorScheme === "dark" ? ["color-contrast"] : undefined)).map(problem => `${page}: ${problem}`));
      }
      assert.deepEqual(found, []);
    }, { colorScheme });
  }
}
