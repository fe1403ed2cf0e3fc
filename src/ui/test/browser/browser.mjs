// A browser that is logged in, and sees to it that pages print no errors.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import { CHROMIUM } from "./chromium.mjs";

export async function launch() {
  return chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

export class Visitor {
  constructor(context, page, base) {
    this.context = context;
    this.page = page;
    this.base = base;
    this.problems = [];
    page.setDefaultTimeout(Number(process.env.PATIENCE ?? 15_000));
    page.on("console", message => message.type() === "error" && this.problems.push(message.text()));
    page.on("pageerror", error => this.problems.push(String(error)));
  }

  /** Somebody with the token of the server's owner. */
  static async of(browser, server, options = {}) {
    const { base = `${server.url}/ui/`, cookie = true, ...rest } = options;
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, timezoneId: "Europe/Berlin", ...rest });
    if (cookie) {
      const root = new URL("../", base);
      const answer = await context.request.post(new URL("api/login", root).href, { data: { token: server.token }, headers: { Origin: root.origin } });
      assert.equal(answer.status(), 200);
    }
    return new Visitor(context, await context.newPage(), base);
  }

  async open(hash) {
    await this.page.goto(this.base + hash);
    // the same page with another part behind # is not loaded again by that
    await this.page.locator("main h1, main .empty, main .failure").first().waitFor();
  }

  /** Waits for a text to be seen. */
  async sees(text, where = "body") {
    await this.page.locator(where).getByText(text).first().waitFor();
  }

  /** Waits until the page shows this, and waits for nothing itself. */
  async shows(selector) {
    await this.page.locator("main").locator(selector).first().waitFor();
    await this.page.locator("main .loading").first().waitFor({ state: "detached" });
  }

  button(name) {
    return this.page.getByRole("button", { name, exact: typeof name === "string" });
  }

  /** Clicks a button, and the one that confirms it. */
  async confirm(name, confirmed = name) {
    await this.button(name).click();
    await this.page.getByRole("dialog").getByRole("button", { name: confirmed, exact: true }).click();
  }

  /** Has some elements that are seen lie beside or below each other, and inside the window. */
  async fit(selector) {
    await this.page.locator(selector).first().waitFor();
    const boxes = await this.page.locator(selector).evaluateAll(all => all.map(e => e.getBoundingClientRect()).filter(b => b.width > 0)
      .map(b => ({ left: b.left, right: b.right, top: b.top, bottom: b.bottom })));
    assert.ok(boxes.length > 1, `${selector}: ${boxes.length} are seen`);
    const { width } = this.page.viewportSize();
    boxes.forEach((a, i) => {
      assert.ok(a.left >= 0 && a.right <= width, `${selector} ${i} ends outside the window: ${JSON.stringify(a)}`);
      boxes.slice(i + 1).forEach(b => assert.ok(a.right <= b.left + 0.5 || b.right <= a.left + 0.5 || a.bottom <= b.top + 0.5 || b.bottom <= a.top + 0.5,
        `${selector} ${i} covers another one: ${JSON.stringify([a, b])}`));
    });
  }

  async close(allowed = /^$/) {
    const problems = this.problems.filter(p => !allowed.test(p));
    await this.context.close();
    assert.deepEqual(problems, [], "the page has printed errors");
  }

  /** What axe finds of what is serious; by all rules, or by some. */
  async accessibility(rules) {
    const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    await this.page.evaluate(source);
    const found = await this.page.evaluate(only => window.axe.run(document, {
      resultTypes: ["violations"], ...(only ? { runOnly: only } : {}),
    }), rules);
    return found.violations
      .filter(v => v.impact === "serious" || v.impact === "critical")
      .map(v => `${v.id}: ${v.nodes.map(n => `${n.target} ${n.failureSummary}`).slice(0, 3).join("; ")}`);
  }
}
