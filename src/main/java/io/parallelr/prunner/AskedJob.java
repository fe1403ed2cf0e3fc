package io.parallelr.prunner;

import io.parallelr.http.Exchange;
import io.parallelr.http.HttpError;
import io.parallelr.http.Rights;
import io.parallelr.store.JobRow;
import io.parallelr.store.JobStore;
import java.io.IOException;

/// The job that a client asks for by its id in the query.
final class AskedJob {
  private AskedJob() {}

  /// @throws HttpError if there is none, or the client may not see it
  static JobRow find(Exchange exchange, JobStore store) throws IOException {
    Rights.require(exchange, Rights.READ);
    var id = exchange.query("id")
        .flatMap(JobIds::parse)
        .orElseThrow(() -> new HttpError(400, "Invalid job id"));
    return store.find(id)
        .filter(job -> job.head().dialect().equals(PipelineJobs.DIALECT))
        .filter(job -> Rights.mayUse(exchange, job.head().name()))
        .orElseThrow(() -> new HttpError(404, "Job not found"));
  }
}
