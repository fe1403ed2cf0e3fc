// Bundles the page. `node build.mjs [DESTINATION]`, or `--tests` for the tests of its pure parts.
import { build } from "esbuild";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));

if (process.argv[2] === "--tests") {
  await bundleTests(join(here, "node_modules/.cache/unit"));
} else {
  await bundlePage(process.argv[2] ?? join(here, "node_modules/.cache/page"));
}

async function bundlePage(out) {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const result = await build({
    absWorkingDir: here,
    entryPoints: ["src/main.tsx", "src/icon.svg"],
    outdir: out,
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    loader: { ".svg": "copy" },
    legalComments: "none", // the texts of the licences are in a file
    metafile: true,
    logLevel: "warning",
  });
  const made = Object.entries(result.metafile.outputs);
  const main = made.find(([, output]) => output.entryPoint === "src/main.tsx");
  const icon = made.find(([name]) => name.endsWith(".svg"));
  await writeFile(
    join(out, "index.html"),
    page({
      script: basename(main[0]),
      parts: main[1].imports.filter(i => i.kind === "import-statement").map(i => basename(i.path)),
      style: basename(main[1].cssBundle),
      icon: basename(icon[0]),
    }),
  );
  await writeFile(join(out, "licenses.txt"), await licences());
}

function page({ script, parts, style, icon }) {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>parallelr</title>
<link rel="icon" type="image/svg+xml" href="${icon}">
<link rel="stylesheet" href="${style}">
<script type="module" src="${script}"></script>
${parts.map(part => `<link rel="modulepreload" href="${part}">\n`).join("")}</head>
<body>
<div id="app"></div>
<noscript>This page needs JavaScript. In a terminal, "parallelr jobs" does the same.</noscript>
</body>
</html>
`;
}

async function licences() {
  const { dependencies } = JSON.parse(await readFile(join(here, "package.json"), "utf8"));
  const names = [...Object.keys(dependencies), "@dagrejs/graphlib", "@preact/signals-core"];
  const texts = names.sort().map(async name => {
    const directory = join(here, "node_modules", name);
    const file = (await readdir(directory)).find(f => /^licen[cs]e/i.test(f));
    if (!file) {
      const { license, author } = JSON.parse(await readFile(join(directory, "package.json"), "utf8"));
      return `${name}\n\n${license}, ${author?.name ?? author ?? "its authors"}\n`;
    }
    return `${name}\n\n${await readFile(join(directory, file), "utf8")}`;
  });
  return (await Promise.all(texts)).join(`\n${"-".repeat(80)}\n\n`);
}

async function bundleTests(out) {
  await rm(out, { recursive: true, force: true });
  const files = await readdir(join(here, "test/unit"));
  await build({
    absWorkingDir: here,
    entryPoints: files.filter(f => f.endsWith(".test.ts")).map(f => `test/unit/${f}`),
    outdir: out,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node18",
    outExtension: { ".js": ".mjs" },
    logLevel: "warning",
  });
}
