import assert from "node:assert/strict";
import { Visitor } from "./browser.mjs";

const UNAUTHORIZED = /status of 401/;

export function loginTests(it) {
  it("who is not logged in is told how to, and a token lets them in", async (v, server) => {
    await v.open("#/jobs?state=failed");
    await v.sees("parallelr jobs login-link");
    await v.page.getByLabel("Or paste a token").fill("nonsense");
    await v.button("Log in").click();
    await v.sees("This token is not valid", "[role=alert]");
    await v.page.getByLabel("Or paste a token").fill("");
    await v.button("Log in").click();
    await v.sees("Enter a token", "[role=alert]");
    await v.page.getByLabel("Or paste a token").fill(server.token);
    await v.button("Log in").click();
    await v.page.getByRole("heading", { name: "Jobs" }).waitFor();
    assert.match(v.page.url(), /#\/jobs\?state=failed$/);
  }, { cookie: false, allowed: UNAUTHORIZED });

  it("a link logs in once, in a cookie that no script reads", async (v, server) => {
    const link = await server.cli("jobs", "login-link");
    await v.page.goto(link);
    await v.page.getByRole("heading", { name: "Overview" }).waitFor();
    const [cookie] = await v.context.cookies();
    assert.deepEqual([cookie.httpOnly, cookie.sameSite], [true, "Strict"]);
    await v.context.clearCookies();
    await v.page.goto(link);
    await v.sees("This link has been used or has expired");
  }, { cookie: false, allowed: UNAUTHORIZED });

  it("who has no right for the shell is told so", async (_, server, browser) => {
    const token = await server.cli("jobs", "token", "--user", "bob", "--scope", "read");
    const v = await Visitor.of(browser, { url: server.url, token });
    await v.open("#/shell");
    await v.sees("Your token has no right for the shell (scope shell)");
    await v.close();
  });

  it("logging out ends the session", async v => {
    await v.open("#/overview");
    await v.page.locator(".menu summary").click();
    await v.button("Log out").click();
    await v.sees("Log in with a link");
  }, { allowed: UNAUTHORIZED });

  it("logging out ends what other tabs follow", async v => {
    await v.open("#/jobs");
    const other = await v.context.newPage();
    await other.goto(v.page.url());
    await other.getByRole("heading", { name: "Jobs" }).waitFor();
    await v.page.locator(".menu summary").click();
    await v.button("Log out").click();
    await other.getByText("Log in with a link").waitFor();
    await other.close();
  }, { allowed: UNAUTHORIZED });

  it("its files have a strict policy, and are kept by browsers if their names have a hash", async (v, server) => {
    const index = await fetch(`${server.url}/ui/`);
    assert.match(index.headers.get("content-security-policy"), /default-src 'none'; script-src 'self'; style-src 'self';/);
    assert.equal(index.headers.get("cache-control"), "no-cache");
    const html = await index.text();
    for (const [, name] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
      const file = await fetch(`${server.url}/ui/${name}`);
      assert.equal(file.status, 200, name);
      assert.match(file.headers.get("cache-control"), /immutable/, name);
    }
    assert.equal((await fetch(`${server.url}/ui/no-such-file.js`)).status, 404);
    const moved = await fetch(`${server.url}/ui`, { redirect: "manual" });
    assert.deepEqual([moved.status, moved.headers.get("location")], [308, "ui/"]);
  });

  it("an address that means nothing leads to the overview", async v => {
    await v.open("#/nothing/here");
    await v.page.getByRole("link", { name: "Show the overview" }).click();
    await v.page.getByRole("heading", { name: "Overview" }).waitFor();
  });
}
