import { href } from "../lib/route.ts";

/** What there is of the command line: runs, and directories that runs watch. */
export function RunTabs({ current }: { current: "runs" | "queues" }) {
  return (
    <nav class="subnav" aria-label="Of the command line">
      <a href={href(["runs"])} aria-current={current === "runs" ? "page" : undefined}>Runs</a>
      <a href={href(["queues"])} aria-current={current === "queues" ? "page" : undefined}>Queue directories</a>
    </nav>
  );
}
