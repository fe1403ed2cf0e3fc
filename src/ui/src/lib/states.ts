/** How states are shown: a word, a colour and a shape, so that none depends on colours alone. Pure. */

export type Tone = "good" | "bad" | "busy" | "idle" | "warn" | "off";

interface Look {
  word: string;
  tone: Tone;
  shape: string;
}

const LOOKS: Record<string, Look> = {
  waiting: { word: "waiting", tone: "idle", shape: "clock" },
  pending: { word: "pending", tone: "idle", shape: "ring" },
  ready: { word: "ready", tone: "idle", shape: "clock" },
  running: { word: "running", tone: "busy", shape: "spin" },
  succeeded: { word: "succeeded", tone: "good", shape: "check" },
  failed: { word: "failed", tone: "bad", shape: "cross" },
  may_fail: { word: "failed (allowed)", tone: "warn", shape: "cross" },
  timed_out: { word: "timed out", tone: "bad", shape: "glass" },
  killed: { word: "canceled", tone: "warn", shape: "slash" },
  canceled: { word: "canceled", tone: "off", shape: "slash" },
  unreached: { word: "not reached", tone: "off", shape: "dash" },
  skipped: { word: "skipped", tone: "off", shape: "skip" },
  blocked: { word: "blocked", tone: "warn", shape: "bar" },
  not_run: { word: "not run", tone: "bad", shape: "cross" },
  lost: { word: "lost", tone: "bad", shape: "question" },
  held: { word: "held", tone: "warn", shape: "pause" },
  paused: { word: "paused", tone: "warn", shape: "pause" },
  stopping: { word: "stopping", tone: "warn", shape: "spin" },
  stopped: { word: "stopped", tone: "warn", shape: "slash" },
  interrupted: { word: "interrupted", tone: "warn", shape: "slash" },
  "cut-off": { word: "cut off", tone: "bad", shape: "question" },
  timeout: { word: "timed out", tone: "bad", shape: "glass" },
  error: { word: "error", tone: "bad", shape: "cross" },
  cancelled: { word: "cancelled", tone: "off", shape: "slash" },
  retrying: { word: "retrying", tone: "busy", shape: "clock" },
  draining: { word: "draining", tone: "warn", shape: "skip" },
  drained: { word: "drained", tone: "warn", shape: "pause" },
};

const UNKNOWN: Look = { word: "unknown", tone: "off", shape: "question" };

export function look(state: string): Look {
  return LOOKS[state] ?? { ...UNKNOWN, word: state.replaceAll("_", " ") };
}

/** How a step is shown: if it is held, or if its failure does not count, otherwise than its state says. */
export function shownState(step: { state: string; soft?: boolean; held?: string | null }): string {
  return step.held ? "held" : step.soft && isBad(step.state) ? "may_fail" : step.state;
}

/** How a run is shown that lives but starts no tasks. */
export function runState(run: { state: string; activity?: string | null | undefined }): string {
  return run.state === "running" && run.activity ? run.activity : run.state;
}

/** How a job is shown that starts no steps until it is resumed. */
export function jobState(job: { state: string; hold?: string | null }): string {
  return job.hold && !hasEnded(job.state) ? "paused" : job.state;
}

const ENDED = new Set(["succeeded", "failed", "canceled", "timed_out", "blocked", "lost", "killed", "unreached", "skipped", "not_run",
  "stopped", "interrupted", "cut-off", "timeout", "error", "cancelled"]);

export function hasEnded(state: string): boolean {
  return ENDED.has(state);
}

/** Whether somebody should look at it. */
export function isBad(state: string): boolean {
  return look(state).tone === "bad";
}

/** The states that a job may have, as filters. */
export const JOB_STATES = ["waiting", "running", "succeeded", "failed", "canceled", "timed_out", "blocked", "lost"] as const;
