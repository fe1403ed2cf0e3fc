// The packaged server, in a directory of its own.
import { spawn, execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { PIPELINES } from "./pipelines.mjs";

const run = promisify(execFile);
const target = fileURLToPath(new URL("../../../../target", import.meta.url));
const READY = 60_000;

export class Server {
  /** Makes its directories; starts nothing. */
  static async make() {
    const directory = await mkdtemp(join(tmpdir(), "parallelr-ui-"));
    await mkdir(join(directory, "pipelines"));
    await writeFile(join(directory, "pipelines/pipelines.yml"), PIPELINES);
    await writeFile(join(directory, "test.conf"), "serve.tasks.shell = true\nserve.grace = 1\n");
    return new Server(directory, await freePort(), await distribution());
  }

  constructor(directory, port, home) {
    this.directory = directory;
    this.port = port;
    this.program = join(home, "bin/parallelr");
    this.url = `http://127.0.0.1:${port}`;
    this.environment = { ...process.env, HOME: directory, PARALLELR_HOME: join(directory, "home"), SHELL: "/bin/bash", PS1: "$ " };
  }

  async start() {
    this.log = "";
    this.process = spawn(this.program,
      ["serve", "--path", "pipelines", "--address", `127.0.0.1:${this.port}`, "--config", "test.conf"],
      { cwd: this.directory, env: this.environment, stdio: ["ignore", "pipe", "pipe"] });
    this.ended = new Promise(done => this.process.once("exit", done));
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream.on("data", data => (this.log += data));
    }
    await until(async () => {
      if (this.process.exitCode !== null) {
        throw new Error(`the server has ended: ${this.log}`);
      }
      return (await fetch(`${this.url}/healthz`)).ok;
    }, READY, "the server to be ready");
    this.token ??= await this.cli("jobs", "token", "--user", "ann", "--scope", "read,run,cancel,files,shell,admin");
  }

  async stop(signal = "SIGTERM") {
    this.process.kill(signal);
    await this.ended;
  }

  async close() {
    if (this.process?.exitCode === null) {
      for (const job of (await this.get("api/jobs?state=running,waiting&limit=1000")).jobs) {
        await this.post(`api/jobs/${job.id}/cancel`).catch(() => {});
      }
      await this.stop();
    }
    await rm(this.directory, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Runs a command and returns what it prints. */
  async cli(...args) {
    const { stdout } = await run(this.program, args, { cwd: this.directory, env: this.environment });
    return stdout.trim();
  }

  /** Starts a command without waiting for its end. */
  begin(...args) {
    return spawn(this.program, args, { cwd: this.directory, env: this.environment, stdio: "ignore" });
  }

  async request(method, path, body, type = "application/json") {
    const response = await fetch(`${this.url}/${path}`, {
      method,
      headers: { Authorization: `Bearer ${this.token}`, "Content-Type": type },
      body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${method} ${path}: ${response.status} ${text}`);
    }
    return text ? JSON.parse(text) : undefined;
  }

  get(path) {
    return this.request("GET", path);
  }

  post(path, body) {
    return this.request("POST", path, body);
  }

  async schedule(pipeline, variables = {}) {
    return (await this.post("api/pipelines/schedule", { pipeline, variables })).jobId;
  }

  /** Waits until a job has one of the states, and returns it. */
  async job(id, ...states) {
    let job;
    await until(async () => {
      job = await this.get(`api/jobs/${id}`);
      return states.includes(job.state);
    }, 20_000, `job ${id} to be ${states}`);
    return job;
  }

  async end(id) {
    return this.job(id, "succeeded", "failed", "canceled", "timed_out", "blocked", "lost");
  }
}

export async function until(condition, limit = 15_000, what = "a condition") {
  const end = Date.now() + limit;
  let problem = "";
  while (Date.now() < end) {
    try {
      if (await condition()) {
        return;
      }
    } catch (e) {
      if (String(e).includes("has ended")) {
        throw e;
      }
      problem = `: ${e}`;
    }
    await new Promise(done => setTimeout(done, 60));
  }
  throw new Error(`waited in vain for ${what}${problem}`);
}

async function freePort() {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

async function distribution() {
  const given = process.env.PARALLELR_DISTRIBUTION;
  if (given) {
    return given;
  }
  const found = (await readdir(target)).find(name => existsSync(join(target, name, "bin/parallelr")));
  if (!found) {
    throw new Error("there is no packaged product in target; run mvn package");
  }
  return join(target, found);
}
