// The page of the packaged server in a browser. Each group of tests is in a file of its own.
import { after, before, describe, test } from "node:test";
import { launch, Visitor } from "./browser.mjs";
import { Server } from "./server.mjs";
import { accessibilityTests } from "./accessibility.mjs";
import { jobTests } from "./job.mjs";
import { jobsTests } from "./jobs.mjs";
import { liveTests } from "./live.mjs";
import { loginTests } from "./login.mjs";
import { machineTests } from "./machine.mjs";
import { pipelineTests } from "./pipelines-page.mjs";
import { runTests } from "./runs.mjs";
import { tokenTests } from "./token.mjs";

describe("the page", { timeout: 300_000 }, () => {
  const world = {};
  before(async () => {
    world.server = await Server.make();
    [world.browser] = await Promise.all([launch(), world.server.start()]);
  });
  after(async () => {
    await world.browser?.close();
    await world.server?.close();
  });

  /** A test with a page of its own, which must print no errors but those allowed. */
  const it = (name, steps, { allowed, ...options } = {}) => test(name, { timeout: 60_000 }, async () => {
    const visitor = await Visitor.of(world.browser, world.server, options);
    try {
      await steps(visitor, world.server, world.browser);
    } catch (e) {
      if (process.env.FAILURES) {
        await visitor.page.screenshot({ path: `${process.env.FAILURES}/${name.replaceAll(/\W+/g, "-")}.png` }).catch(() => {});
      }
      await visitor.close(/.*/);
      throw e;
    }
    await visitor.close(allowed);
  });

  for (const tests of [loginTests, jobsTests, jobTests, pipelineTests, runTests, machineTests, tokenTests, accessibilityTests, liveTests]) {
    tests(it);
  }
});
