package io.parallelr.http;

import java.util.ArrayList;
import java.util.List;

/// Routes that belong together: they have one [Guard] and show errors in one way. Made by one
/// thread and then given to a [Router], under one or more prefixes.
public final class Routes {
  static final long DEFAULT_BODY = -1;

  /// @param bodyBytes the largest body, or [#DEFAULT_BODY] for the listener's limit
  record Route(String method, String template, long bodyBytes, Handler handler) {}

  private final List<Route> routes = new ArrayList<>();
  private final List<String> guardedPrefixes = new ArrayList<>();
  private Guard guard = Guard.NONE;
  private ErrorAnswer errors = ErrorAnswer.TEXT;
  private boolean answersHead = true;

  /// Adds a route.
  ///
  /// @param template such as `/pipelines/{name}`; see [Exchange#parameter]
  public Routes add(String method, String template, Handler handler) {
    routes.add(new Route(method, template, DEFAULT_BODY, handler));
    return this;
  }

  /// Adds a route with a limit of its own.
  ///
  /// @param bodyBytes the largest body it takes
  public Routes add(String method, String template, long bodyBytes, Handler handler) {
    if (bodyBytes < 0) {
      throw new IllegalArgumentException("limit of a body: " + bodyBytes);
    }
    routes.add(new Route(method, template, bodyBytes, handler));
    return this;
  }

  public Routes get(String template, Handler handler) {
    return add("GET", template, handler);
  }

  public Routes post(String template, Handler handler) {
    return add("POST", template, handler);
  }

  public Routes put(String template, Handler handler) {
    return add("PUT", template, handler);
  }

  public Routes delete(String template, Handler handler) {
    return add("DELETE", template, handler);
  }

  /// Asks before each route, and before the answer that the method is not allowed.
  ///
  /// @param prefixes of paths where it also goes before the answer that there is nothing, such
  ///   as `/job`
  public Routes guard(Guard guard, String... prefixes) {
    this.guard = guard;
    guardedPrefixes.clear();
    guardedPrefixes.addAll(List.of(prefixes));
    return this;
  }

  public Routes errors(ErrorAnswer errors) {
    this.errors = errors;
    return this;
  }

  /// Refuses HEAD, which else is answered wherever GET is.
  public Routes withoutHead() {
    answersHead = false;
    return this;
  }

  List<Route> routes() {
    return List.copyOf(routes);
  }

  List<String> guardedPrefixes() {
    return List.copyOf(guardedPrefixes);
  }

  Guard guard() {
    return guard;
  }

  ErrorAnswer errors() {
    return errors;
  }

  boolean answersHead() {
    return answersHead;
  }
}
