import { useEffect, useRef, useState } from "preact/hooks";
import { FitAddon } from "@xterm/addon-fit";
import { Terminal } from "@xterm/xterm";
import { ApiError, post, socketUrl } from "../lib/api.ts";
import { useKeys } from "../lib/keys.ts";
import { withoutInlineStyles } from "../lib/styles.ts";

const SIZE = 1; // the first byte of a message with the size of the terminal
const PAUSE = 300; // before another size is sent to the shell

type Standing = "opening" | "open" | string;

/** A shell on the server. */
export default function ShellPage() {
  const box = useRef<HTMLDivElement>(null);
  const [standing, setStanding] = useState<Standing>("opening");
  const [turn, setTurn] = useState(0);
  useKeys([{ keys: "Ctrl+Shift+U", what: "Move the focus from the terminal to the page", run: () => {} }]); // which handles it
  useEffect(() => {
    setStanding("opening");
    return open(box.current!, setStanding);
  }, [turn]);
  const isEnded = standing !== "opening" && standing !== "open";
  return (
    <section class="page fill shell">
      <header class="page-head">
        <h1>Shell</h1>
        <p class="hint" role="status">{standing === "open" ? "Ctrl+Shift+U moves the focus from the terminal to the page. The shell ends when you leave this page." : standing === "opening" ? "opening" : `The shell has ended: ${standing}`}</p>
        {isEnded && <button type="button" class="primary" onClick={() => setTurn(n => n + 1)}>Open another</button>}
      </header>
      <div class="terminal-box" ref={box} />
    </section>
  );
}

function color(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function theme() {
  const names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
  const bright = names.map(n => `bright${n[0]!.toUpperCase()}${n.slice(1)}`);
  return {
    background: color("--log-page"),
    foreground: color("--log-text"),
    cursor: color("--accent"),
    selectionBackground: color("--line-strong"),
    ...Object.fromEntries([...names, ...bright].map((name, i) => [name, color(`--c${i}`)])),
  };
}

function open(box: HTMLElement, standing: (s: Standing) => void): () => void {
  const restore = withoutInlineStyles();
  const terminal = new Terminal({
    fontSize: 13, fontFamily: color("--mono"), theme: theme(), scrollback: 5000, screenReaderMode: true,
    cursorBlink: false,
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.open(box);
  fit.fit();
  terminal.attachCustomKeyEventHandler(event => {
    if (event.ctrlKey && event.shiftKey && event.key.toLowerCase() === "u") {
      if (event.type === "keydown") {
        event.preventDefault();
        document.getElementById("main")?.focus();
      }
      return false;
    }
    return true;
  });
  let socket: WebSocket | undefined;
  let isClosed = false;
  let timer = 0;
  const resize = () => {
    fit.fit();
    if (socket?.readyState === WebSocket.OPEN) {
      const text = new TextEncoder().encode(JSON.stringify({ cols: terminal.cols, rows: terminal.rows }));
      socket.send(new Uint8Array([SIZE, ...text]));
    }
  };
  const observer = new ResizeObserver(() => {
    clearTimeout(timer);
    timer = window.setTimeout(resize, PAUSE);
  });
  observer.observe(box);
  terminal.onData(text => socket?.readyState === WebSocket.OPEN && socket.send(new TextEncoder().encode(text)));
  void ticket().then(ticketText => {
    if (isClosed) {
      return;
    }
    socket = new WebSocket(socketUrl(`api/v1/pty?ticket=${encodeURIComponent(ticketText)}`));
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      standing("open");
      resize();
      terminal.focus();
    };
    socket.onmessage = event => terminal.write(typeof event.data === "string" ? event.data : new Uint8Array(event.data as ArrayBuffer));
    socket.onclose = event => !isClosed && standing(event.reason || (event.code === 1006 ? "the connection was lost, or the server does not allow a shell" : `code ${event.code}`));
  }, (e: unknown) => standing(e instanceof ApiError ? e.message : String(e)));
  return () => {
    isClosed = true;
    clearTimeout(timer);
    observer.disconnect();
    socket?.close();
    terminal.dispose();
    restore();
  };
}

async function ticket(): Promise<string> {
  return (await post<{ ticket: string }>("api/ticket")).ticket;
}
