package io.parallelr.flowweb;

import io.parallelr.flowhost.FlowHost;
import io.parallelr.flows.Flow;
import io.parallelr.flows.FlowBusyException;
import io.parallelr.flows.FlowException;
import io.parallelr.flows.RunStatus;
import io.parallelr.http.ErrorAnswer;
import io.parallelr.http.Exchange;
import io.parallelr.http.Guard;
import io.parallelr.http.HttpError;
import io.parallelr.http.Rights;
import io.parallelr.http.Router;
import io.parallelr.http.Routes;
import io.parallelr.json.JsonValues;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Starts runs of flows, and shows them, at the paths of OAutom. For any threads.
public final class FlowRoutes {
  private static final int DEFAULT_LIMIT = 50;
  private static final int LARGEST_LIMIT = 1_000;
  /// In the query of a client without a token.
  private static final String TICKET = "ticket";
  private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

  private final FlowHost flows;

  public FlowRoutes(FlowHost flows) {
    this.flows = flows;
  }

  /// All routes, where they belong.
  ///
  /// @param guard who may use them
  public List<Router.Mount> mounts(Guard guard) {
    return List.of(
        new Router.Mount(
            "",
            new Routes().guard(guard)
                .errors(ErrorAnswer.JSON)
                .get("/flows", this::names)
                .get("/status/{flow}", this::status)
                .get("/logs", this::logs)
                .get("/logs/{flow}", this::logsOfFlow)),
        new Router.Mount(
            "",
            new Routes().guard(guard)
                .errors(ErrorAnswer.JSON)
                .withoutHead() // which would start a run
                .get("/start/{flow}", this::startByLink)
                .post("/start/{flow}", this::startByForm)));
  }

  private void names(Exchange exchange) throws IOException {
    Rights.require(exchange, Rights.READ);
    RunJson.sendNames(
        exchange,
        flows.names().stream().filter(name -> Rights.mayUse(exchange, name)).toList());
  }

  private void status(Exchange exchange) throws IOException {
    Rights.require(exchange, Rights.READ);
    RunJson.send(exchange, flow(exchange).status());
  }

  private void logs(Exchange exchange) throws IOException {
    Rights.require(exchange, Rights.READ);
    int limit = limit(exchange);
    var allowed = Rights.pipelines(exchange);
    RunJson.send(exchange, allowed.isEmpty() ? flows.runs(limit) : runs(allowed.get(), limit));
  }

  private List<RunStatus> runs(Set<String> names, int limit) throws IOException {
    var runs = new ArrayList<RunStatus>();
    for (var name : names) {
      var flow = flows.flow(name);
      if (flow.isPresent()) {
        runs.addAll(flow.get().runs(limit));
      }
    }
    runs.sort(Comparator.comparing(RunStatus::created).reversed());
    return runs.subList(0, Math.min(limit, runs.size()));
  }

  private void logsOfFlow(Exchange exchange) throws IOException {
    Rights.require(exchange, Rights.READ);
    var flow = flow(exchange);
    RunJson.send(exchange, flow.runs(limit(exchange)));
  }

  private Flow flow(Exchange exchange) {
    var name = exchange.parameter("flow");
    return flows.flow(name)
        .filter(_ -> Rights.mayUse(exchange, name))
        .orElseThrow(() -> unknown(name));
  }

  private static HttpError unknown(String name) {
    return new HttpError(404, "there is no flow %s".formatted(name));
  }

  private static int limit(Exchange exchange) {
    return exchange.query("limit").map(text -> {
      try {
        int limit = Integer.parseInt(text);
        if (limit >= 1 && limit <= LARGEST_LIMIT) {
          return limit;
        }
      } catch (NumberFormatException e) {
        // the same as out of range
      }
      throw new HttpError(
          400,
          "limit: '%s' is not valid; send a whole number from 1 to %d"
              .formatted(text, LARGEST_LIMIT));
    }).orElse(DEFAULT_LIMIT);
  }

  /// Browsers send a cookie along with what pages of other sites make them get.
  private void startByLink(Exchange exchange) throws IOException {
    Rights.require(exchange, Rights.RUN);
    if (!OWN_SITES.contains(exchange.header("Sec-Fetch-Site").orElse("none"))) {
      throw new HttpError(403, "requests from pages of other sites are refused");
    }
    var parameters = inQuery(exchange);
    parameters.remove(TICKET);
    start(exchange, parameters);
  }

  private void startByForm(Exchange exchange) throws IOException {
    Rights.require(exchange, Rights.RUN);
    var parameters = inQuery(exchange);
    parameters.putAll(inBody(exchange));
    start(exchange, parameters);
  }

  private static Map<String, String> inQuery(Exchange exchange) {
    var parameters = new LinkedHashMap<String, String>();
    exchange.queryFields().forEach(field -> {
      if (parameters.putIfAbsent(field.getKey(), field.getValue()) != null) {
        throw new HttpError(400, "parameter %s is given twice".formatted(field.getKey()));
      }
    });
    return parameters;
  }

  private static Map<String, String> inBody(Exchange exchange) throws IOException {
    var text = exchange.bodyText();
    var parameters = new LinkedHashMap<String, String>();
    if (!text.isBlank()) {
      fields(text).forEach((name, value) -> parameters.put(name, text(name, value)));
    }
    return parameters;
  }

  private static Map<String, @Nullable Object> fields(String text) {
    try {
      return JsonValues.object(text);
    } catch (IOException e) {
      throw new HttpError(400, "the body is not a JSON object");
    }
  }

  /// Texts are what they are, other values are as in JSON.
  private static String text(String name, @Nullable Object value) {
    return switch (value) {
      case null -> throw new HttpError(400, "parameter %s is null".formatted(name));
      case String text -> text;
      case Object other -> JsonValues.text(other);
    };
  }

  private void start(Exchange exchange, Map<String, String> parameters) throws IOException {
    var name = exchange.parameter("flow");
    if (!Rights.mayUse(exchange, name)) {
      throw unknown(name);
    }
    try {
      var run = flows.start(name, parameters, exchange.claims().subject())
          .orElseThrow(() -> unknown(name));
      exchange.sendJson(200, json -> {
        json.writeStringProperty("status", "OK");
        json.writeStringProperty("run", run.id());
      });
    } catch (FlowBusyException e) {
      exchange.sendJson(409, json -> json.writeStringProperty("status", "ALREADY RUNNING"));
    } catch (FlowException e) {
      throw new HttpError(400, String.valueOf(e.getMessage()));
    } catch (IllegalStateException e) {
      throw new HttpError(503, String.valueOf(e.getMessage()));
    }
  }
}
