package io.parallelr.webruns;

import io.parallelr.daemon.Calls;
import io.parallelr.daemon.ControlReply;
import io.parallelr.daemon.ControlRequest;
import io.parallelr.daemon.ProcessSnapshot;
import io.parallelr.daemon.RunningTask;
import io.parallelr.daemon.Supervisor;
import io.parallelr.daemon.Terminator;
import io.parallelr.engine.Ticker;
import io.parallelr.http.Exchange;
import io.parallelr.http.HttpError;
import io.parallelr.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Asks runs that are alive for something, as the verbs of the command line do. For any threads.
final class RunActions {
  private final OwnRuns own;
  private final Ticker ticker;

  RunActions(OwnRuns own, Ticker ticker) {
    this.own = own;
    this.ticker = ticker;
  }

  void slots(Exchange exchange) throws IOException, InterruptedException {
    var supervisor = toChange(exchange);
    var change = body(exchange).text("change").orElse("");
    if (!change.matches("[+-]?\\d{1,7}")) {
      throw new HttpError(
          400, "change: '%s' is not valid; send a number, +N or -N".formatted(change));
    }
    answer(exchange, supervisor, new ControlRequest.Slots(change));
  }

  void pause(Exchange exchange) throws IOException, InterruptedException {
    var supervisor = toChange(exchange);
    answer(exchange, supervisor, new ControlRequest.Pause(body(exchange).flag("suspend")));
  }

  void unpause(Exchange exchange) throws IOException, InterruptedException {
    answer(exchange, toChange(exchange), new ControlRequest.Unpause());
  }

  void drain(Exchange exchange) throws IOException {
    var supervisor = toChange(exchange);
    var said = new ArrayList<String>();
    if (!terminator(said).drain(supervisor)) {
      throw new HttpError(409, String.join("\n", said));
    }
    send(exchange, String.join("\n", said));
  }

  void kill(Exchange exchange) throws IOException, InterruptedException {
    var supervisor = toChange(exchange);
    var said = new ArrayList<String>();
    if (!terminator(said).stop(running(supervisor))) {
      throw new HttpError(409, String.join("\n", said));
    }
    send(exchange, String.join("\n", said));
  }

  void killTask(Exchange exchange) throws IOException, InterruptedException {
    var supervisor = toChange(exchange);
    int sequence = RunRoutes.sequence(exchange);
    var task = running(supervisor).tasks()
        .stream()
        .filter(t -> t.origin().sequence() == sequence)
        .findFirst()
        .orElseThrow(
            () -> new HttpError(
                409, "run %s: task %d is not running".formatted(supervisor.runId(), sequence)));
    cancel(exchange, supervisor, task);
  }

  private void cancel(Exchange exchange, Supervisor supervisor, RunningTask task)
      throws IOException, InterruptedException {
    var said = new ArrayList<String>();
    if (!terminator(said).cancel(supervisor, task)) {
      throw new HttpError(409, String.join("\n", said));
    }
    send(exchange, String.join("\n", said));
  }

  private ProcessSnapshot.RunningSupervisor running(Supervisor supervisor) throws IOException {
    return ProcessSnapshot.take(own.registry())
        .supervisor(supervisor.pid())
        .orElseThrow(() -> over(supervisor.runId()));
  }

  private Terminator terminator(List<String> said) {
    return new Terminator(own.registry(), Optional.empty(), ticker, said::add);
  }

  /// The supervisor of the run that the path names.
  private Supervisor toChange(Exchange exchange) throws IOException {
    OwnRuns.requireChange(exchange);
    var run = own.find(exchange);
    return own.supervisor(run.id()).orElseThrow(() -> over(run.id()));
  }

  private static HttpError over(String run) {
    return new HttpError(409, "run %s is over".formatted(run));
  }

  /// A body that may be empty.
  static JsonObject body(Exchange exchange) throws IOException {
    var text = exchange.bodyText();
    if (text.isBlank()) {
      return JsonObject.EMPTY;
    }
    try {
      return JsonObject.parse(text);
    } catch (IOException e) {
      throw new HttpError(400, "the body is not a JSON object");
    }
  }

  private void answer(Exchange exchange, Supervisor supervisor, ControlRequest request)
      throws IOException, InterruptedException {
    switch (ask(supervisor, request)) {
      case ControlReply.Answered(var answer) when answer.isDone() ->
        send(exchange, answer.text());
      case ControlReply.Answered(var answer) -> throw new HttpError(
          409, "run %s: %s".formatted(supervisor.runId(), answer.text()));
      case ControlReply.TooOld _ -> throw new HttpError(
          409,
          "run %s: process %d is of a version without '%s'; it can be drained or ended"
              .formatted(supervisor.runId(), supervisor.pid(), request.word()));
      case ControlReply.Silent _ -> throw new HttpError(
          504,
          "run %s: process %d does not answer; is it stopped?"
              .formatted(supervisor.runId(), supervisor.pid()));
      case ControlReply.Ended _ -> throw over(supervisor.runId());
    }
  }

  private ControlReply ask(Supervisor supervisor, ControlRequest request)
      throws IOException, InterruptedException {
    return Calls.ask(own.registry(), supervisor, request, ticker);
  }

  private static void send(Exchange exchange, String text) throws IOException {
    exchange.sendJson(200, json -> json.writeStringProperty("text", text));
  }

  /// What a run says that it waits for; empty if it does not run, or does not answer.
  Optional<String> explain(String run) throws IOException, InterruptedException {
    var supervisor = own.supervisor(run);
    return supervisor.isPresent()
        && ask(supervisor.get(),
            new ControlRequest.Explain(
                Optional.empty())) instanceof ControlReply.Answered(var answer)
                    ? Optional.of(answer.text())
                    : Optional.empty();
  }
}
