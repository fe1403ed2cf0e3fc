/** Which steps the length of a job depends on. Pure. */

export interface Timed {
  name: string;
  state?: string;
  depends_on?: string[];
  started?: string | null;
  ended?: string | null;
}

const ENDED_BY_OTHERS = new Set(["killed", "canceled"]);

/**
 * The chain of steps that has made the job take as long as it did: from the step that ended last, or
 * runs, back along the dependency that ended last each time. Steps that never ran are not in it, and
 * one that was ended because of another is not its end.
 */
export function criticalPath(steps: Timed[], now: number): Set<string> {
  const byName = new Map(steps.map(step => [step.name, step]));
  const end = (step: Timed) => (step.ended ? Date.parse(step.ended) : now);
  const later = (a: Timed | undefined, b: Timed) => (!a || end(b) > end(a) ? b : a);
  const ran = (step: Timed | undefined): step is Timed => !!step?.started;
  const path = new Set<string>();
  const begun = steps.filter(ran);
  const own = begun.filter(step => !ENDED_BY_OTHERS.has(step.state ?? ""));
  let at = (own.length > 0 ? own : begun).reduce<Timed | undefined>(later, undefined);
  while (at && !path.has(at.name)) {
    path.add(at.name);
    at = (at.depends_on ?? []).map(name => byName.get(name)).filter(ran).reduce<Timed | undefined>(later, undefined);
  }
  return path.size > 1 ? path : new Set();
}
