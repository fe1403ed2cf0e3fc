import { useState } from "preact/hooks";
import { ApiError, isLoggedOut, post } from "../lib/api.ts";

/** Shown when the user is not logged in. */
export function Login() {
  const isExpired = new URLSearchParams(location.search).get("login") === "expired";
  const [token, setToken] = useState("");
  const [error, setError] = useState(isExpired ? "This link has been used or has expired. Get a new one." : "");
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!token.trim()) {
      setError("Enter a token");
      return;
    }
    try {
      await post("api/login", { token: token.trim() });
      isLoggedOut.value = false;
      location.replace(location.pathname + location.hash);
      if (!location.search) {
        location.reload();
      }
    } catch (e) {
      setError(e instanceof ApiError ? (e.status === 401 ? "This token is not valid" : e.message) : String(e));
    }
  };
  return (
    <main class="alone" id="main" tabIndex={-1}>
      <h1>parallelr</h1>
      <p>Log in with a link. In a terminal on the server, run</p>
      <pre class="command">parallelr jobs login-link</pre>
      <p>and open the link that it prints. It works once.</p>
      <form noValidate onSubmit={e => void submit(e)}>
        <label for="token">Or paste a token</label>
        <div class="row">
          <input id="token" type="password" autocomplete="off" value={token} required
            onInput={e => setToken(e.currentTarget.value)} />
          <button type="submit" class="primary">Log in</button>
        </div>
        <p class="hint"><code>parallelr jobs token</code> makes one.</p>
      </form>
      {error && <p class="failure" role="alert">{error}</p>}
    </main>
  );
}
