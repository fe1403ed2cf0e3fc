/** What the server sends, as docs/serve.md and the OpenAPI description say. */

export type JobState =
  | "waiting" | "running" | "succeeded" | "failed" | "canceled" | "timed_out" | "blocked" | "lost";

export type StepState =
  | "pending" | "ready" | "running" | "succeeded" | "failed" | "timed_out" | "killed" | "unreached"
  | "skipped" | "blocked" | "not_run" | "lost" | "canceled";

export interface JobSummary {
  id: string;
  number: number;
  dialect: string;
  name: string;
  user: string;
  lane: string;
  state: JobState;
  hold?: string | null;
  code?: number | null;
  message?: string | null;
  created: string;
  started?: string | null;
  ended?: string | null;
  step_counts: Partial<Record<StepState, number>>;
}

export interface Step {
  name: string;
  depends_on?: string[];
  work?: string;
  soft?: boolean;
  attempts?: number;
  time_limit?: number | null;
  handler: boolean;
  state: StepState;
  /** Until when, or `until_resumed`. */
  held?: string | null;
  code?: number | null;
  message?: string | null;
  attempt: number;
  started?: string | null;
  ended?: string | null;
}

export interface Job extends JobSummary {
  partition: string;
  not_before?: string | null;
  /** Where it stands while it waits. */
  queue?: { concurrency: number; running: number; before: number };
  stopping?: string | null;
  deadline?: string | null;
  first_failure?: string | null;
  on_failure: string;
  time_limit?: number | null;
  max_parallel?: number | null;
  variables: Record<string, unknown>;
  can_rerun?: boolean;
  steps: Step[];
}

export interface JobPage {
  jobs: JobSummary[];
  next?: string | null;
}

/** An event of `/api/events`. */
export interface JobEvent {
  event: string;
  job: string;
  dialect: string;
  name: string;
  step?: string;
  state?: string;
  at?: string;
}
