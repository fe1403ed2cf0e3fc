/** What the server sends of pipelines. */

import type { PastRun } from "../parts/bars.tsx";
import type { Variable } from "./startform.ts";

export interface Definition {
  name: string;
  description: string | null;
  file: string;
  line: number;
  schedulable: boolean;
  running: number;
  waiting: number;
  concurrency: number;
  steps: number;
  next: string | null;
  last: { id: string; state: string; created: string; started: string | null; ended: string | null } | null;
}

export interface StepDefinition {
  name: string;
  depends_on: string[];
  script: string[];
  soft: boolean;
  timeout_seconds: number | null;
  retries: number;
}

export interface DefinitionDetail extends Definition {
  steps_defined: StepDefinition[];
  on_error: string[] | null;
  variables: Variable[] | null;
  schedules: { cron: string; zone: string; overlap: string; variables: Record<string, unknown>; next: string[] }[];
  source: { file: string; first_line: number; line: number; lines: string[] } | null;
  history: (PastRun & { started: string | null; ended: string | null })[];
}
