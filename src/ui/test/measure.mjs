// Measures how quick the page is: `node test/measure.mjs [JOBS]`.
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { launch, Visitor } from "./browser/browser.mjs";
import { Server, until } from "./browser/server.mjs";

const jobs = Number(process.argv[2] ?? 10_000);
const page = fileURLToPath(new URL("../../../target/classes/io/parallelr/web/ui", import.meta.url));

for (const name of await readdir(page)) {
  if (/\.(js|css)$/.test(name)) {
    const bytes = await readFile(`${page}/${name}`);
    console.log(`${name}: ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} compressed`);
  }
}

const server = await Server.make();
await server.start();
const browser = await launch();
try {
  const graph = await server.schedule("graph");
  let left = jobs;
  await Promise.all(Array.from({ length: 16 }, async () => {
    while (left-- > 0) {
      await server.schedule("quick");
    }
  }));
  await until(async () => (await server.get("api/overview")).jobs.waiting === 0, 600_000, "the end of the jobs");
  for (const slower of [1, 4]) {
    const times = [];
    for (let i = 0; i < 5; i++) {
      times.push(await firstView(slower));
    }
    console.log(`first view of ${jobs} jobs, CPU ${slower} times slower: ${times.sort((a, b) => a - b).join(", ")} ms`);
  }
  await layout(graph);
  await scroll();
} finally {
  await browser.close();
  await server.close();
}

/** From the request to the first rows, with nothing in the browser's cache. */
async function firstView(slower) {
  const v = await Visitor.of(browser, server);
  const control = await v.context.newCDPSession(v.page);
  await control.send("Emulation.setCPUThrottlingRate", { rate: slower });
  await v.page.addInitScript(() => {
    new MutationObserver(() => {
      if (!window.seen && document.querySelector("tr[data-id]")) {
        requestAnimationFrame(() => setTimeout(() => (window.seen = performance.now())));
      }
    }).observe(document, { childList: true, subtree: true });
  });
  await v.page.goto(`${v.base}#/jobs`);
  const time = await (await v.page.waitForFunction(() => window.seen)).jsonValue();
  await v.close();
  return Math.round(time);
}

async function layout(id) {
  const v = await Visitor.of(browser, server);
  const times = [];
  for (let i = 0; i < 5; i++) {
    await v.open(`#/jobs/${id}?view=graph`);
    await v.page.locator(".node").first().waitFor();
    times.push(await v.page.evaluate(() => Math.round(performance.getEntriesByName("graph")[0].duration)));
    await v.page.goto("about:blank");
  }
  console.log(`layout of a graph of 300 steps: ${times.sort((a, b) => a - b).join(", ")} ms`);
  await v.close();
}

/** To the last of the jobs, and what is in the document then. */
async function scroll() {
  const v = await Visitor.of(browser, server);
  await v.open("#/jobs");
  const start = Date.now();
  await until(async () => {
    await v.page.evaluate(() => (document.querySelector(".table-box").scrollTop = 1e9));
    return /^[\d,]+ jobs$/.test(await v.page.locator(".page-head .hint").innerText());
  }, 60_000, "the last job");
  const rows = await v.page.locator("tr[data-id]").count();
  console.log(`to the last job by scrolling: ${Date.now() - start} ms, ${rows} rows in the document`);
  await v.close();
}
