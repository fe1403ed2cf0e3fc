import { signal } from "@preact/signals";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { ApiError } from "./api.ts";
import { onJobEvents } from "./live.ts";
import type { JobEvent } from "./types.ts";

/** The time, for lengths that grow. Changes each second while the page can be seen. */
export const now = signal(Date.now());
setInterval(() => {
  if (!document.hidden) {
    now.value = Date.now();
  }
}, 1000);

export interface Loaded<T> {
  data: T | undefined;
  error: ApiError | undefined;
  reload: () => void;
}

/** Loads something, again when `key` changes or when asked to. What was there stays until then. */
export function useLoaded<T>(key: string, load: (abort: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ key: string; data?: T; error?: ApiError }>({ key });
  const [turn, setTurn] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    const abort = new AbortController();
    latest.current(abort.signal).then(
      data => {
        if (!abort.signal.aborted) {
          setState({ key, data });
        }
      },
      (e: unknown) => {
        if (!abort.signal.aborted) {
          const error = e instanceof ApiError ? e : new ApiError(0, String(e));
          setState(old => (old.key === key && error.status === 0 ? { ...old, error } : { key, error }));
        }
      },
    );
    return () => abort.abort();
  }, [key, turn]);
  const reload = useCallback(() => setTurn(n => n + 1), []);
  const isOld = state.key !== key;
  return { data: isOld ? undefined : state.data, error: isOld ? undefined : state.error, reload };
}

/** Calls `reload` soon after events that concern the caller, but not more often than each `pause`. */
export function useJobEvents(concerns: (event: JobEvent) => boolean, reload: () => void, pause = 400): void {
  const latest = useRef({ concerns, reload });
  latest.current = { concerns, reload };
  useEffect(() => {
    let timer = 0;
    let last = 0;
    const soon = () => {
      if (timer === 0) {
        timer = window.setTimeout(() => {
          timer = 0;
          last = Date.now();
          latest.current.reload();
        }, Math.max(60, last + pause - Date.now()));
      }
    };
    const stop = onJobEvents(event => latest.current.concerns(event) && soon(), soon);
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, []);
}

/** Calls `reload` again and again while the page can be seen. */
export function usePolling(reload: () => void, ms: number): void {
  const latest = useRef(reload);
  latest.current = reload;
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) {
        latest.current();
      }
    }, ms);
    return () => clearInterval(timer);
  }, [ms]);
}
