import { href } from "../lib/route.ts";

/** Pages of the command line: runs, and directories that runs watch. */
export function RunTabs({ current }: { current: "runs" | "queues" }) {
  return (
    <nav class="subnav" aria-label="Command line">
      <a href={href(["runs"])} aria-current={current === "runs" ? "page" : undefined}>Runs</a>
      <a href={href(["queues"])} aria-current={current === "queues" ? "page" : undefined}>Queue directories</a>
    </nav>
  );
}
