import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { href, route } from "../lib/route.ts";
import { Empty, Failure, Loading } from "../parts/basics.tsx";
import { ApiError } from "../lib/api.ts";
import { JobPage } from "./job.tsx";
import { JobsPage } from "./jobs.tsx";

/** Shows what the address says. */
export function Page() {
  const [first = "overview", second] = route.value.path;
  switch (first) {
    case "jobs": return second ? <JobPage key={second} id={second} step={route.value.path[2]} /> : <JobsPage />;
    default: return (
      <Empty title="There is no such page">
        <p><a href={href(["overview"])}>Show the overview</a></p>
      </Empty>
    );
  }
}

/** A page that is loaded when it is shown first. */
export function Later({ load }: { load: () => Promise<ComponentType> }) {
  const [Part, setPart] = useState<ComponentType | undefined>(undefined);
  const [error, setError] = useState<ApiError | undefined>(undefined);
  useEffect(() => {
    load().then(part => setPart(() => part), () => setError(new ApiError(0, "a part of this page cannot be loaded; load it again")));
  }, []);
  return error ? <Failure error={error} retry={() => location.reload()} /> : Part ? <Part /> : <Loading />;
}
