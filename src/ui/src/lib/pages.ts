/** Lists that are loaded page by page. */

import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { ApiError } from "./api.ts";

export interface Paged<T> {
  rows: T[] | undefined;
  error: ApiError | undefined;
  more: (() => void) | undefined;
  /** Loads the first page again; what was loaded further stays. */
  reload: () => void;
}

interface Page<T> {
  rows: T[];
  next: string | null;
}

/**
 * @param key what is listed; another one begins anew
 * @param load a page; `next` is what the page before has said, or null for the first
 * @param id what rows are told apart by
 */
export function usePaged<T>(key: string, load: (next: string | null) => Promise<Page<T>>, id: (row: T) => string | number): Paged<T> {
  const [state, setState] = useState<{ key: string; page?: Page<T>; error?: ApiError }>({ key });
  const current = useRef({ key, load, id });
  current.current = { key, load, id };
  const isBusy = useRef(false);

  const fetch = useCallback(async (next: string | null, joined: (old: Page<T> | undefined, page: Page<T>) => Page<T>) => {
    const asked = current.current.key;
    try {
      const page = await current.current.load(next);
      if (current.current.key === asked) {
        setState(old => ({ key: asked, page: joined(old.key === asked ? old.page : undefined, page) }));
      }
    } catch (e) {
      if (current.current.key === asked) {
        const error = e instanceof ApiError ? e : new ApiError(0, String(e));
        setState(old => ({ ...(old.key === asked ? old : { key: asked }), error }));
      }
    }
  }, []);

  const reload = useCallback(() => void fetch(null, (old, page) => {
    if (!old || !page.next) {
      return page;
    }
    const known = new Set(page.rows.map(row => current.current.id(row)));
    const older = old.rows.filter(row => !known.has(current.current.id(row)));
    return older.length > 0 && older.length < old.rows.length ? { rows: [...page.rows, ...older], next: old.next } : page;
  }), []);

  useEffect(reload, [key]);
  const page = state.key === key ? state.page : undefined;
  const next = page?.next ?? null;
  const more = useCallback(() => {
    if (next && !isBusy.current) {
      isBusy.current = true;
      void fetch(next, (old, further) => ({ rows: [...(old?.rows ?? []), ...further.rows], next: further.next }))
        .finally(() => (isBusy.current = false));
    }
  }, [next]);
  return { rows: page?.rows, error: state.key === key ? state.error : undefined, more: next ? more : undefined, reload };
}
