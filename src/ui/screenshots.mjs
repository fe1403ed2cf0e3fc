// Takes the pictures of docs/web.md: `npm run screenshots`. Needs the packaged product, and Chromium.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch, Visitor } from "./test/browser/browser.mjs";
import { Server, until } from "./test/browser/server.mjs";

const images = fileURLToPath(new URL("../../docs/images", import.meta.url));
await mkdir(images, { recursive: true });
const server = await Server.make();
const pipelines = `
pipelines:
  release:
    description: Build, test and publish a branch
    concurrency: 4
    variables:
      branch: {description: what to build, type: string, default: main}
      target: {description: where to publish, allowed: [test, live], default: test}
      fail: {type: boolean, default: false}
    tasks:
      checkout: {script: ['echo "checking out $PRUNNER_VAR_branch"; sleep 0.3']}
      lint: {depends_on: [checkout], script: ['printf "\\033[32mno problems\\033[0m in 214 files\\n"; sleep 0.2']}
      compile: {depends_on: [checkout], script: ['for m in core http store cli web; do echo "compiling $m"; sleep 0.2; done']}
      docs: {depends_on: [checkout], allow_failure: true, script: ['echo "2 links are dead"; exit 1']}
      unit-tests: {depends_on: [compile], script: ['for i in $(seq 12); do printf "suite $i \\033[32mpassed\\033[0m\\n"; done; sleep 0.4', 'if [ "$PRUNNER_VAR_fail" = true ]; then printf "\\033[31mAssertionError\\033[0m: expected 3 rows, got 2\\n    at OrdersTest.java:117\\n" >&2; exit 3; fi']}
      browser-tests: {depends_on: [compile, lint], script: ['for i in $(seq 6); do echo "page $i ok"; sleep 0.1; done']}
      package: {depends_on: [unit-tests, browser-tests, docs], script: [echo packaged]}
      publish: {depends_on: [package], script: ['echo "published to $PRUNNER_VAR_target"']}
  import:
    description: Import the data of a customer
    concurrency: 3
    tasks: {fetch: {script: ['for i in $(seq 400); do echo "row block $i"; sleep 0.2; done']}, load: {depends_on: [fetch], script: [echo loaded]}}
  clean-up:
    description: Remove old files
    schedule: {cron: "0 3 * * *", time_zone: Europe/Berlin}
    tasks: {remove: {script: [echo removed]}}
`;
await writeFile(join(server.directory, "pipelines/pipelines.yml"), pipelines);
await server.start();
const browser = await launch();
let run;
try {
  const failed = await fill();
  for (const [name, options] of Object.entries({
    light: { colorScheme: "light" }, dark: { colorScheme: "dark" },
    narrow: { colorScheme: "light", viewport: { width: 390, height: 780 }, deviceScaleFactor: 2 },
  })) {
    const v = await Visitor.of(browser, server, { viewport: { width: 1200, height: 700 }, ...options });
    const all = {
      overview: "#/overview", jobs: "#/jobs", job: `#/jobs/${failed}`, timeline: `#/jobs/${failed}?view=timeline`,
      pipelines: "#/pipelines", pipeline: "#/pipelines/release", runs: "#/runs", run: `#/runs/${run}`,
      workers: "#/workers", files: "#/files",
    };
    for (const page of Object.keys(all)) {
      await v.open(all[page]);
      await v.page.waitForTimeout(1500);
      await v.page.screenshot({ path: join(images, `web-${page}${name === "light" ? "" : `-${name}`}.png`) });
    }
    await v.close();
  }
} finally {
  await browser.close();
  await server.close();
}

/** Has the server do what the pictures show; returns the job that has failed. */
async function fill() {
  const batch = join(server.directory, "reports");
  await mkdir(batch);
  await Promise.all(Array.from({ length: 24 }, (_, i) => writeFile(join(batch, `report-${i + 1}.sh`),
    `echo report ${i + 1}; sleep 0.${(7 * i) % 9 + 1}; ${i % 11 === 5 ? "echo 'cannot open orders.csv' >&2; exit 2" : ":"}\n`)));
  await server.cli("-T", batch, "-C", "bash @TASK@", "-r", "-m", "4", "--name", "reports", "--tag", "team=sales").catch(() => {});
  run = (await server.get("api/runs")).runs[0].id;
  for (let i = 0; i < 14; i++) {
    await server.end(await server.schedule("release", { branch: i % 3 ? "main" : `feature-${i}`, fail: i % 6 === 4 }));
  }
  const last = await server.schedule("release", { branch: "main", fail: true });
  await server.end(last);
  await server.schedule("import");
  await server.schedule("import");
  await until(async () => (await server.get("api/overview")).jobs.running === 2);
  return last;
}
