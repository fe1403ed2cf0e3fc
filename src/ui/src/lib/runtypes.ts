/** What the server sends of runs of the command line, queue directories and workers. */

import type { JobSummary } from "./types.ts";

export interface RunSummary {
  id: string;
  name: string | null;
  tags: Record<string, string>;
  state: string;
  activity?: string | null;
  started: string;
  ended: string | null;
  duration_seconds: number | null;
  exit_status: number | null;
  total: number | null;
  succeeded: number;
  failed: number;
  other: number;
  not_ended: number;
  reason: string | null;
}

export interface RunCounts {
  pending: number | null;
  running: number;
  succeeded: number;
  failed: number;
  cancelled: number;
  skipped: number;
  retrying: number;
}

export interface RunningTask {
  sequence: number;
  task: string;
  arguments: string[];
  slot: number;
  attempt: number;
  started: string;
}

export interface RunProgress {
  state: string;
  slots: number;
  waits_for: string | null;
}

export interface Run extends RunSummary {
  command: string;
  sources: string[];
  directory: string;
  working_directory: string;
  command_line: string[];
  user: string;
  hostname: string;
  process_id: number;
  continues: string | null;
  queue: string | null;
  counts: RunCounts;
  left_out: number;
  progress: RunProgress | null;
  explain: string | null;
  running: RunningTask[];
  settings: Record<string, number | string | null>;
  next_command: string | null;
  may: string[];
}

export interface RunTask {
  sequence: number;
  task: string;
  arguments: string[];
  state: string;
  attempt: number;
  slot: number;
  started: string | null;
  ended: string | null;
  duration_seconds: number | null;
  exit_code: number | null;
  memory_bytes: number | null;
  cpu_seconds: number | null;
  reason: string | null;
  stderr: string | null;
}

export interface SlotTimeline {
  from: string;
  to: string;
  bucket_seconds: number;
  slots: { slot: number; spans: { from: number; to: number; state: string; tasks: number; sequence: number }[] }[];
  ended: number[];
  failed: number[];
}

export interface Queue {
  id: string;
  directory: string;
  waiting: number | null;
  running: number | null;
  failed: number | null;
  done: number | null;
  served_by: string[];
  run_names: Record<string, string>;
  problem: string | null;
}

export interface QueueDetail extends Queue {
  waiting_files: string[];
  running_files: { name: string; run: string | null; process_id: number | null; hostname: string | null; problem: string | null }[];
  failed_files: { name: string; reason: string | null; stderr: string | null; run: string | null; sequence: number | null }[];
  blocked_files: { name: string; reason: string }[];
  ignored_files: { name: string; reason: string }[];
}

export interface WorkerTask {
  process_id: number;
  session_id: number;
  worker_id: number;
  sequence: number;
  attempt: number;
  task: string;
  running_seconds: number;
  cpu_percent: number | null;
  memory_bytes: number | null;
}

export interface Supervisor {
  process_id: number;
  state: string | null;
  start_time: string;
  session_id: number;
  run_directory: string | null;
  tasks: number | null;
  done: number | null;
  failed: number | null;
  slots_busy: number | null;
  slots: number | null;
  waits_for: string | null;
  sources: string[];
  command_template: string | null;
  running: WorkerTask[];
}

export interface Workers {
  supervisors: Supervisor[];
  unseen: Partial<Supervisor>[];
  orphans: WorkerTask[];
  run_names: Record<string, string>;
  server_process_id: number;
  server_cpu_percent: number;
  server_memory_bytes: number;
}

export interface Overview {
  time: string;
  version: string;
  started: string;
  problem: string | null;
  jobs: { waiting: number; running: number; ended: number };
  /** Null for a token that is limited to pipelines. */
  slots: { size: number; busy: number } | null;
  lanes: { name: string; running: number; waiting: number }[];
  pool: { size: number; running: number; waiting: number } | null;
  running_jobs: JobSummary[];
  running_runs: RunSummary[];
  failed: Failed[];
  rates: {
    minutes: { at: string; ended: number; failed: number }[];
    ended_per_minute: number;
    failed_per_minute: number;
  };
}

export interface Failed {
  kind: "job" | "run";
  job?: string;
  run?: string;
  name: string | null;
  step?: string;
  task?: string;
  sequence?: number;
  state: string;
  at: string;
  reason: string | null;
  stderr: string | null;
}
