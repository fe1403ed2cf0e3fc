/** Requests to the server that this page comes from, also behind a proxy with a prefix. */

import { signal } from "@preact/signals";

/** The address of the server: what is above `/ui/`. */
const root = new URL("../", document.baseURI.replace(/#.*/, ""));

/** Whether the server wants to know who we are. */
export const isLoggedOut = signal(false);

/** Whether the last request reached the server. */
export const isUnreachable = signal(false);

/** A request that the server refused, or that did not reach it (status 0). */
export class ApiError extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

export function url(path: string): string {
  return new URL(path, root).href;
}

export function socketUrl(path: string): string {
  return url(path).replace(/^http/, "ws");
}

/** Encodes a part of a path. */
export const part = encodeURIComponent;

export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url(path), { credentials: "same-origin", ...init });
  } catch (e) {
    if (init.signal?.aborted) {
      throw e;
    }
    isUnreachable.value = true;
    throw new ApiError(0, "the server does not answer");
  }
  isUnreachable.value = false;
  if (response.ok) {
    return response;
  }
  if (response.status === 401) {
    isLoggedOut.value = true;
  }
  throw new ApiError(response.status, await reason(response));
}

async function reason(response: Response): Promise<string> {
  const text = (await response.text().catch(() => "")).trim();
  try {
    const body = JSON.parse(text) as { error?: string; message?: string };
    return body.error ?? body.message ?? text;
  } catch {
    return text || `the server answered with status ${response.status}`;
  }
}

export async function get<T>(path: string, abort?: AbortSignal): Promise<T> {
  return (await (await request(path, abort ? { signal: abort } : {})).json()) as T;
}

/** Sends a JSON body, or none. */
export async function send<T>(method: string, path: string, body?: unknown): Promise<T> {
  const init: RequestInit = body === undefined
    ? { method }
    : { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const text = await (await request(path, init)).text();
  return (text ? JSON.parse(text) : undefined) as T;
}

export const post = <T = unknown>(path: string, body?: unknown): Promise<T> => send<T>("POST", path, body);

/** The envelope of the interface for tasks of steps: a code of its own, and data. */
export async function task<T>(path: string, init: RequestInit = {}): Promise<T> {
  const headers = { Accept: "application/json", ...(init.headers as Record<string, string>) };
  const answer = (await (await request(path, { ...init, headers })).json()) as { code: number; message: string; data: T };
  if (answer.code === 1002 || answer.code === 1003) {
    throw new ApiError(answer.code === 1003 ? 404 : 409, answer.message);
  }
  return answer.data;
}
