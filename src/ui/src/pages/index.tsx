import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { href, route } from "../lib/route.ts";
import { may } from "../lib/session.ts";
import { Empty, Failure, Loading } from "../parts/basics.tsx";
import { ApiError } from "../lib/api.ts";
import { FilesPage } from "./files.tsx";
import { JobPage } from "./job.tsx";
import { JobsPage } from "./jobs.tsx";
import { OverviewPage } from "./overview.tsx";
import { PipelinePage } from "./pipeline.tsx";
import { PipelinesPage } from "./pipelines.tsx";
import { QueuePage, QueuesPage } from "./queues.tsx";
import { RunPage } from "./run.tsx";
import { RunsPage } from "./runs.tsx";
import { WorkersPage } from "./workers.tsx";

/** Shows what the address says. */
export function Page() {
  const [first = "overview", second, third] = route.value.path;
  useEffect(() => {
    document.title = [second, first, "parallelr"].filter(Boolean).join(" – ");
  }, [first, second]);
  switch (first) {
    case "jobs": return second ? <JobPage key={second} id={second} step={third} /> : <JobsPage />;
    case "overview": return <OverviewPage />;
    case "pipelines": return second ? <PipelinePage key={second} name={second} /> : <PipelinesPage />;
    case "runs": return second ? <RunPage key={second} id={second} sequence={third} /> : <RunsPage />;
    case "queues": return second ? <QueuePage key={second} id={second} /> : <QueuesPage />;
    case "workers": return <WorkersPage />;
    case "files": return <FilesPage />;
    case "shell": return may("shell") ? <Later load={shell} /> : <Empty title="Your token has no right for the shell (scope shell)" />;
    default: return (
      <Empty title="Page not found">
        <p><a href={href(["overview"])}>Show the overview</a></p>
      </Empty>
    );
  }
}

const shell = () => import("./shell.tsx").then(module => module.default);

/** A page that is loaded when it is shown first. */
export function Later({ load }: { load: () => Promise<ComponentType> }) {
  const [Part, setPart] = useState<ComponentType | undefined>(undefined);
  const [error, setError] = useState<ApiError | undefined>(undefined);
  useEffect(() => {
    load().then(part => setPart(() => part), () => setError(new ApiError(0, "part of this page could not be loaded; reload it")));
  }, []);
  return error ? <Failure error={error} retry={() => location.reload()} /> : Part ? <Part /> : <Loading />;
}
