/** Who uses the page, and what the server lets them do. */

import { signal } from "@preact/signals";

export interface Session {
  user: string;
  scopes: string[];
  pipelines: string[] | null;
  may: { run: boolean; cancel: boolean; files: boolean; shell: boolean; admin: boolean };
}

export const session = signal<Session | undefined>(undefined);

export function may(right: keyof Session["may"]): boolean {
  return session.value?.may[right] ?? false;
}
