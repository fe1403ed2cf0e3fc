import { render } from "preact";
import { useLayoutEffect } from "preact/hooks";
import "@xterm/xterm/css/xterm.css"; // here, as no style sheet comes with a part that is loaded later
import "./styles/theme.css";
import "./styles/layout.css";
import "./styles/parts.css";
import "./styles/pages.css";
import { get, isLoggedOut, isUnreachable } from "./lib/api.ts";
import { startEvents } from "./lib/live.ts";
import { route } from "./lib/route.ts";
import { session, type Session } from "./lib/session.ts";
import { Loading } from "./parts/basics.tsx";
import { Frame } from "./parts/frame.tsx";
import { Login } from "./pages/login.tsx";
import { Page } from "./pages/index.tsx";

async function begin(): Promise<void> {
  try {
    session.value = await get<Session>("api/session");
    startEvents();
  } catch {
    if (!isLoggedOut.value) {
      setTimeout(() => void begin(), 2000); // the server starts, or is away
    }
  }
}

function App() {
  useLayoutEffect(() => {
    document.getElementById("main")?.focus({ preventScroll: true });
  }, [route.value.path.slice(0, 2).join("/")]);
  if (isLoggedOut.value) {
    return <Login />;
  }
  if (!session.value) {
    return isUnreachable.value
      ? <main class="alone"><h1>parallelr</h1><p role="status">The server does not answer. The page keeps trying.</p></main>
      : <Loading />;
  }
  return <Frame><Page /></Frame>;
}

render(<App />, document.getElementById("app")!);
void begin();
