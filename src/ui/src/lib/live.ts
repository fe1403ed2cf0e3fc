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

/** Follows a stream until it is closed. Nothing is open while the page has not been seen for a while. */
export function follow(path: string, handlers: Handlers): { close: () => void } {
  let source: EventSource | undefined;
  let pause = FIRST_PAUSE;
  let timer = 0;
  let hiddenTimer = 0;
  let isFirst = true;
  let isAgain = false;
  let isPaused = false;

  const stop = () => {
    clearTimeout(timer);
    source?.close();
    source = undefined;
  };
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
      if (source === stream) {
        handlers.state?.("lost");
        if (stream.readyState === EventSource.CLOSED) {
          again(); // refused, which the browser does not try again, and does not say why
        }
      }
    };
    for (const [name, handler] of Object.entries(handlers.on)) {
      stream.addEventListener(name, event => handler((event as MessageEvent<string>).data));
    }
  };
  const again = () => {
    stop();
    const turn = window.setTimeout(async () => {
      const isRight = await isAllowed();
      if (timer === turn && !isPaused) {
        (isRight ? connect : again)();
      }
    }, pause);
    timer = turn;
    pause = Math.min(2 * pause, LONGEST_PAUSE);
  };
  const seen = () => {
    clearTimeout(hiddenTimer);
    if (document.hidden) {
      hiddenTimer = window.setTimeout(() => {
        isPaused = true;
        stop();
        handlers.state?.("paused");
      }, HIDDEN);
    } else if (isPaused) {
      isPaused = false;
      connect();
    }
  };
  document.addEventListener("visibilitychange", seen);
  connect();
  return {
    close: () => {
      document.removeEventListener("visibilitychange", seen);
      clearTimeout(hiddenTimer);
      stop();
      timer = 0;
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

/** Begins to follow what happens to jobs. Once for the page. */
export function startEvents(): void {
  follow("api/events", {
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
