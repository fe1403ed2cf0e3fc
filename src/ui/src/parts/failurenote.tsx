import { useMemo } from "preact/hooks";
import { part, request } from "../lib/api.ts";
import { spans, plain } from "../lib/ansi.ts";
import { useLoaded } from "../lib/hooks.ts";
import { isBad } from "../lib/states.ts";
import type { Job } from "../lib/types.ts";

const LINES = 3;

/** Says which step has failed, why, and what it printed last. */
export function FailureNote({ job, href }: { job: Job; href: (step: string) => string }) {
  const failed = job.steps.find(s => s.name === job.first_failure) ?? job.steps.find(s => isBad(s.state) && !s.soft);
  return failed && isBad(failed.state)
    ? <Note job={job.id} step={failed.name} why={failed.message ?? failed.state.replaceAll("_", " ")} href={href(failed.name)}
        key={`${failed.name} ${failed.attempt}`} />
    : job.message && isBad(job.state) ? <p class="failure-note" role="note">{job.message}</p> : null;
}

function Note({ job, step, why, href }: { job: string; step: string; why: string; href: string }) {
  const base = `api/jobs/${part(job)}/steps/${part(step)}/log?tail=${LINES}`;
  const tail = useLoaded(base, async abort => {
    for (const stream of ["stderr", "stdout"]) {
      const text = (await (await request(`${base}&stream=${stream}&limit=4000`, { signal: abort })).text()).trimEnd();
      if (text) {
        return text;
      }
    }
    return "";
  });
  const lines = useMemo(() => {
    const style = plain();
    return (tail.data ?? "").split("\n").slice(-LINES).map(line => spans(line, style));
  }, [tail.data]);
  return (
    <aside class="failure-note" aria-label="Why it failed">
      <p>Step <a href={href}>{step}</a> failed: {why}</p>
      {tail.data && (
        <pre class="log-text">{lines.map((line, i) => (
          <span key={i}>{line.map((s, k) => <span key={k} class={s.style}>{s.text}</span>)}{"\n"}</span>
        ))}</pre>
      )}
    </aside>
  );
}
