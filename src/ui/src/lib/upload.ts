/** Uploads that resume after an interruption (tus 1.0.0). */

import { ApiError, isLoggedOut, part, request, url } from "./api.ts";

const CHUNK = 8 << 20; // bytes of a request
const TRIES = 8;
const LONGEST_PAUSE = 15_000; // ms
const KEPT = "parallelr-upload ";

export interface Progress {
  sent: number;
  size: number;
}

/** Sends a file to the workspace of a task. Resumes an interrupted upload of the same file, even one from an earlier visit. */
export async function upload(task: string, path: string, file: File, progress: (p: Progress) => void, signal: AbortSignal): Promise<void> {
  const key = `${KEPT}${task} ${path} ${file.size} ${file.lastModified}`;
  let known = localStorage.getItem(key);
  let sent = known ? await offset(known, signal).catch(() => undefined) : undefined;
  if (!known || sent === undefined) {
    known = await begin(task, path, file.size, signal);
    sent = 0;
    localStorage.setItem(key, known);
  }
  let failures = 0;
  progress({ sent, size: file.size });
  while (sent < file.size) {
    try {
      sent = await append(known, file.slice(sent, sent + CHUNK), sent, signal);
      failures = 0;
      progress({ sent, size: file.size });
    } catch (e) {
      const isHopeless = e instanceof ApiError && [401, 403, 404, 413, 507].includes(e.status);
      if (signal.aborted || isHopeless || ++failures > TRIES) {
        if (isHopeless) {
          localStorage.removeItem(key);
        }
        throw e;
      }
      await pause(Math.min(LONGEST_PAUSE, 400 * 2 ** failures), signal);
      sent = await offset(known, signal).catch(() => sent!);
    }
  }
  localStorage.removeItem(key);
}

/** Waits; fails at once if it is stopped meanwhile. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((done, failed) => {
    const stop = () => {
      clearTimeout(timer);
      failed(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      done();
    }, ms);
    signal.addEventListener("abort", stop, { once: true });
  });
}

const headers = { "Tus-Resumable": "1.0.0" };

async function begin(task: string, path: string, size: number, signal: AbortSignal): Promise<string> {
  const response = await request("api/v1/files", {
    method: "POST",
    headers: { ...headers, "Upload-Length": String(size), "Upload-Metadata": `taskid ${base64(task)},filename ${base64(path)}` },
    signal,
  });
  // the last parts alone, as a proxy may have put something before the path
  const id = (response.headers.get("Location") ?? "").split("/").at(-1) ?? "";
  return `api/v1/files/${part(task)}/${id}`;
}

async function offset(path: string, signal: AbortSignal): Promise<number> {
  const response = await request(path, { method: "HEAD", headers, signal });
  return Number(response.headers.get("Upload-Offset"));
}

/** Sends bytes; fetch shows no progress, but the pieces are small. */
async function append(path: string, bytes: Blob, from: number, signal: AbortSignal): Promise<number> {
  const response = await fetch(url(path), {
    method: "PATCH",
    credentials: "same-origin",
    headers: { ...headers, "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(from) },
    body: bytes,
    signal,
  });
  if (!response.ok) {
    isLoggedOut.value ||= response.status === 401;
    throw new ApiError(response.status, (await response.text()).trim());
  }
  return Number(response.headers.get("Upload-Offset"));
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
