// Tokens for others.
import assert from "node:assert/strict";

export function tokenTests(it) {
  it("a token is made for somebody, and lets no more do than it says", async (v, server) => {
    await v.open("#/overview");
    await v.page.locator("details.menu summary").click();
    await v.button("Make a token").click();
    await v.button("Make the token").click();
    await v.sees("give the name of the token's user", "[role=alert]");
    await v.page.locator("#token-user").fill("bob");
    await v.button("Make the token").click();
    await v.page.locator("#new-token").waitFor();
    const token = await v.page.locator("#new-token").inputValue();
    const answer = await fetch(`${server.url}/api/session`, { headers: { Authorization: `Bearer ${token}` } });
    const session = await answer.json();
    assert.equal(session.user, "bob");
    assert.deepEqual(session.scopes, ["cancel", "read", "run"]);
  }, { allowed: /status of 400/ });
}
