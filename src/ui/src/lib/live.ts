/** Streams of events that connect again by themselves, also after a restart of the server. */

import { signal } from "@preact/signals";
import { isLoggedOut, request, url } from "./api.ts";
import type { JobEvent } from "./types.ts";

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 8_000;
const HIDDEN = 15_000; // browsers open six connections to a server, for all tabs together

export type Connection = "connecting" | "live" | "lost" | "paused";

/** How the stream of what happens stands. */
export const connection = signal<Connection>("connecting");

export interface Handlers {
  /** Events by their names; those without a name are `message`. */
  on: Record<string, (data: string) => void>;
  /** A stream begins: what was shown may be old. */
  opened?: (isFirst: boolean) => void;
  /** The stream begins anew, as if nothing had come before. */
  restarted?: () => void;
  state?: (state: Connection) => void;
}

/** Follows a stream until it is closed. */
export function follow(path: string, handlers: Handlers): { close: () => void } {
  let source: EventSource | undefined;
  let pause = FIRST_PAUSE;
  let timer = 0;
  let isFirst = true;
  let isAgain = false;
  let isClosed = false;

  const connect = () => {
    if (isAgain) {
      handlers.restarted?.();
    }
    isAgain = true;
    const stream = new EventSource(url(path), { withCredentials: true });
    source = stream;
    stream.onopen = () => {
      pause = FIRST_PAUSE;
      handlers.state?.("live");
      handlers.opened?.(isFirst);
      isFirst = false;
    };
    stream.onerror = () => {
      if (isClosed) {
        return;
      }
      handlers.state?.("lost");
      if (stream.readyState === EventSource.CLOSED) {
        // refused, which the browser does not try again, and does not say why
        again();
      }
    };
    for (const [name, handler] of Object.entries(handlers.on)) {
      stream.addEventListener(name, event => handler((event as MessageEvent<string>).data));
    }
  };
  const again = () => {
    timer = window.setTimeout(async () => {
      if (await isAllowed()) {
        connect();
      } else if (!isClosed) {
        again();
      }
    }, pause);
    pause = Math.min(2 * pause, LONGEST_PAUSE);
  };
  connect();
  return {
    close: () => {
      isClosed = true;
      clearTimeout(timer);
      source?.close();
    },
  };
}

/** Asks for something small, which shows the page for logging in if that is why the stream ended. */
async function isAllowed(): Promise<boolean> {
  if (isLoggedOut.value) {
    return false;
  }
  try {
    await request("api/jobs?limit=1");
    return true;
  } catch {
    return false;
  }
}

type Listener = (event: JobEvent) => void;

const listeners = new Set<Listener>();
const reloaders = new Set<() => void>();
let stream: { close: () => void } | undefined;
let hiddenTimer = 0;

/** Begins to follow what happens to jobs. Once for the page. */
export function startEvents(): void {
  open();
  document.addEventListener("visibilitychange", () => {
    clearTimeout(hiddenTimer);
    if (document.hidden) {
      hiddenTimer = window.setTimeout(() => {
        stream?.close();
        stream = undefined;
        connection.value = "paused";
      }, HIDDEN);
    } else if (!stream) {
      open();
      reload();
    }
  });
}

function open(): void {
  stream = follow("api/events", {
    on: {
      job: data => {
        const event = JSON.parse(data) as JobEvent;
        listeners.forEach(listener => listener(event));
      },
      reset: reload,
    },
    opened: isFirst => {
      if (!isFirst) {
        reload();
      }
    },
    state: state => (connection.value = state),
  });
}

function reload(): void {
  reloaders.forEach(reloader => reloader());
}

/**
 * Tells of each event, and when some may have been missed.
 *
 * @returns what ends that
 */
export function onJobEvents(listener: Listener, reloader: () => void): () => void {
  listeners.add(listener);
  reloaders.add(reloader);
  return () => {
    listeners.delete(listener);
    reloaders.delete(reloader);
  };
}
