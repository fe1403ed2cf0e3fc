// Tokens for others.
import assert from "node:assert/strict";

export function tokenTests(it) {
  it("a token is made for somebody, and lets no more do than it says", async (v, server) => {
    await v.open("#/overview");
    await v.page.locator("details.menu summary").click();
    await v.button("Make a token").click();
    await v.button("Make the token").click();
    await v.sees("Enter the name of the token's user", "[role=status]");
    assert.equal(await v.page.locator("details.menu").getAttribute("open"), null);
    assert.equal(await v.page.evaluate(() => document.activeElement.id), "token-user");
    await v.page.locator("#token-user").fill("bob");
    await v.button("Make the token").click();
    await v.page.locator("#new-token").waitFor();
    const token = await v.page.locator("#new-token").inputValue();
    await v.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await v.button("Copy").click();
    await v.button("Copied").waitFor();
    assert.equal(await v.page.evaluate(() => navigator.clipboard.readText()), token);
    const answer = await fetch(`${server.url}/api/session`, { headers: { Authorization: `Bearer ${token}` } });
    const session = await answer.json();
    assert.equal(session.user, "bob");
    assert.deepEqual(session.scopes, ["cancel", "read", "run"]);
  });
}
