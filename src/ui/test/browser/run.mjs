// Runs the tests in a browser, or says in one line why not.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { CHROMIUM } from "./chromium.mjs";

const OLDEST = 20; // of Node.js, which playwright-core needs

const why = !CHROMIUM ? "Chromium was not found"
  : Number(process.versions.node.split(".")[0]) < OLDEST ? `Node.js is older than ${OLDEST}`
  : undefined;
if (why) {
  console.log(`web page: not tested in a browser: ${why}`);
} else {
  const tests = fileURLToPath(new URL("page.test.mjs", import.meta.url));
  process.exitCode = spawnSync(process.execPath, ["--test", ...process.argv.slice(2), tests], { stdio: "inherit" }).status ?? 1;
}
