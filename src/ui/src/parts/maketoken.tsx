import { useRef, useState } from "preact/hooks";
import { ApiError, post } from "../lib/api.ts";
import { session } from "../lib/session.ts";
import { Copy, Dialog } from "./basics.tsx";

const USUAL = ["read", "run", "cancel"];
const TIMES = [
  { text: "1 hour", seconds: 3_600 },
  { text: "8 hours", seconds: 28_800 },
  { text: "7 days", seconds: 604_800 },
  { text: "90 days", seconds: 7_776_000 },
];

/** Makes a token for somebody, with no more rights than one's own. It is shown once. */
export function MakeToken({ close }: { close: () => void }) {
  const own = session.value?.scopes ?? [];
  const [scopes, setScopes] = useState(USUAL.filter(scope => own.includes(scope)));
  const [user, setUser] = useState("");
  const [pipelines, setPipelines] = useState("");
  const [seconds, setSeconds] = useState(28_800);
  const [token, setToken] = useState("");
  const [problem, setProblem] = useState("");
  const [isUserMissing, setUserMissing] = useState(false);
  const userField = useRef<HTMLInputElement>(null);
  const make = async (event: Event) => {
    event.preventDefault();
    setProblem("");
    if (!user.trim()) {
      setUserMissing(true);
      userField.current?.focus();
      return;
    }
    try {
      const made = await post<{ token: string }>("api/token", {
        user: user.trim(), scopes, expires_seconds: seconds,
        pipelines: pipelines.split(",").map(name => name.trim()).filter(name => name),
      });
      setToken(made.token);
    } catch (e) {
      setProblem(e instanceof ApiError ? e.message : String(e));
    }
  };
  const toggle = (scope: string) =>
    setScopes(scopes.includes(scope) ? scopes.filter(s => s !== scope) : [...scopes, scope]);
  return (
    <Dialog title="Make a token" close={close}>
      {token ? (
        <>
          <label for="new-token">The token, which is not shown again</label>
          <textarea id="new-token" readOnly rows={5} value={token} onFocus={e => e.currentTarget.select()} />
          <Copy text={token} />
        </>
      ) : (
        <form noValidate onSubmit={e => void make(e)}>
          <label for="token-user">User<span class="required"> (required)</span></label>
          <input id="token-user" aria-required="true" aria-invalid={isUserMissing} aria-describedby="token-user-problem" ref={userField} value={user} autocomplete="off" onInput={e => {
            setUser(e.currentTarget.value);
            setUserMissing(false);
          }} />
          <p class="field-problem" id="token-user-problem" role="status">{isUserMissing ? "Enter the name of the token's user" : ""}</p>
          <fieldset>
            <legend>Scopes</legend>
            {own.map(scope => (
              <label key={scope}>
                <input type="checkbox" checked={scopes.includes(scope)} onChange={() => toggle(scope)} /> {scope}
              </label>
            ))}
          </fieldset>
          <label for="token-pipelines">Only these pipelines, separated by commas (empty for all)</label>
          <input id="token-pipelines" value={pipelines} autocomplete="off" onInput={e => setPipelines(e.currentTarget.value)} />
          <label for="token-time">Valid for</label>
          <select id="token-time" value={seconds} onChange={e => setSeconds(Number(e.currentTarget.value))}>
            {TIMES.map(time => <option key={time.seconds} value={time.seconds}>{time.text}</option>)}
          </select>
          {problem && <p class="failure" role="alert">{problem}</p>}
          <button type="submit" class="primary">Make the token</button>
        </form>
      )}
      <button type="button" onClick={close}>Close</button>
    </Dialog>
  );
}
