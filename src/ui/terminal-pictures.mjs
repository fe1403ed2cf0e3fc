// Takes the pictures of what the command line shows, and of a report: `npm run screenshots`.
import { spawn } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { launch } from "./test/browser/browser.mjs";
import { Server } from "./test/browser/server.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const images = here("../../docs/images");
const columns = 126;
const server = await Server.make(); // of which only the product and the directory are used
const { directory } = server;
const environment = { ...server.environment, TERM: "xterm-256color" };
await mkdir(images, { recursive: true });
await tasks();
const browser = await launch();
try {
  const batch = await record(`parallelr -T reports -C "bash @TASK@" -r -m 4 --name reports`, 30);
  await picture("run", batch, 24);
  await picture("show", await record("parallelr show reports", 30), 18);
  await finished("parallelr -T slow -C 'bash @TASK@' -r -d -m 4 --name nightly");
  const seen = await record("parallelr top", 24, 9_000);
  await picture("top", seen, 24);
  await finished("parallelr -k -y");
  await finished("parallelr report reports --html report.html");
  await report();
} finally {
  await browser.close();
  await server.close();
}

/** Task files: some that fail, and some that take long. */
async function tasks() {
  await mkdir(join(directory, "reports"));
  await mkdir(join(directory, "slow"));
  for (let i = 1; i <= 24; i++) {
    const end = i % 11 === 5 ? "echo 'cannot open orders.csv' >&2; exit 2" : ":";
    await writeFile(join(directory, `reports/report-${i}.sh`), `echo report ${i}; sleep 0.${(7 * i) % 9 + 1}; ${end}\n`);
    await writeFile(join(directory, `slow/import-${i}.sh`),
      i % 5 === 2 ? "echo 'no such table: prices' >&2; exit 3\n"
        : `for b in $(seq ${i < 8 ? 4 : 400}); do echo "block $b of ${i < 8 ? 4 : 400}"; sleep 0.2; done\n`);
  }
}

/** What a command prints on a terminal; of one that does not end by itself, until some time has passed. */
async function record(command, rows, milliseconds) {
  const line = `stty cols ${columns} rows ${rows}; ${command}`.replaceAll("parallelr ", `${server.program} `);
  const shell = spawn("script", ["-qefc", line, "/dev/null"], { cwd: directory, env: environment });
  const pieces = [];
  shell.stdout.on("data", (piece) => pieces.push(piece));
  const ended = new Promise((resolve) => shell.on("close", resolve));
  if (milliseconds) {
    await sleep(milliseconds);
    const shown = Buffer.concat(pieces);
    shell.stdin.write("q");
    await ended;
    return shown.toString("utf8");
  }
  await ended;
  return `$ ${command}\r\n${Buffer.concat(pieces).toString("utf8")}`;
}

async function finished(command) {
  await record(command, 30);
}

/** Draws what a terminal was sent. */
async function picture(name, text, rows) {
  const page = await browser.newPage({ viewport: { width: 1300, height: 800 }, deviceScaleFactor: 2 });
  await page.setContent("<body style='margin:0;background:#1b1f24'><div id=t style='display:inline-block;padding:12px'></div></body>");
  await page.addStyleTag({ path: here("node_modules/@xterm/xterm/css/xterm.css") });
  await page.addScriptTag({ path: here("node_modules/@xterm/xterm/lib/xterm.js") });
  await page.evaluate(({ shown, cols, lines }) => new Promise((resolve) => {
    const terminal = new window.Terminal({
      cols, rows: lines, scrollback: 0, fontSize: 13, fontFamily: "DejaVu Sans Mono, monospace",
      theme: { background: "#1b1f24", foreground: "#d7dce2" },
    });
    terminal.open(document.getElementById("t"));
    terminal.write(shown, resolve);
  }), { shown: text.replaceAll(directory, "/srv"), cols: columns, lines: rows });
  await sleep(300);
  await page.locator("#t").screenshot({ path: join(images, `${name}.png`) });
  await page.close();
}

/** The report of a run, in light and dark, and on a phone. */
async function report() {
  const html = (await readFile(join(directory, "report.html"), "utf8"));
  await writeFile(join(directory, "report.html"), html.replaceAll(directory, "/srv"));
  for (const [name, options] of Object.entries({
    "report": { colorScheme: "light" }, "report-dark": { colorScheme: "dark" },
    "report-narrow": { colorScheme: "light", viewport: { width: 390, height: 780 }, deviceScaleFactor: 2 },
  })) {
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 }, ...options });
    await page.goto(`file://${directory}/report.html`);
    await page.screenshot({ path: join(images, `${name}.png`) });
    await page.close();
  }
}
