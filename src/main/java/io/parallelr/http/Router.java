package io.parallelr.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds the route of a request: the one whose template says most about the path and that has the
/// method. Immutable.
public final class Router {
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);

  /// The same routes may be mounted several times.
  ///
  /// @param prefix empty, or begins with a slash and does not end with one
  public record Mount(String prefix, Routes routes) {
    public Mount {
      if (!prefix.isEmpty() && (!prefix.startsWith("/") || prefix.endsWith("/"))) {
        throw new IllegalArgumentException("prefix of routes: " + prefix);
      }
    }
  }

  private record Target(PathTemplate template, Routes.Route route, Group group) {
    boolean takes(String method) {
      return route.method().equals(method) || (method.equals("HEAD") && takesHead());
    }

    boolean takesHead() {
      return route.method().equals("GET") && group.answersHead;
    }
  }

  private record Group(Guard guard, ErrorAnswer errors, boolean answersHead) {
    static final Group NONE = new Group(Guard.NONE, ErrorAnswer.TEXT, true);
  }

  private record Guarded(String prefix, Group group) {
    boolean covers(String path) {
      return path.equals(prefix) || path.startsWith(prefix + "/");
    }
  }

  private record Match(Target target, Map<String, String> parameters) {}

  private final List<Target> targets; // those that say more come first
  private final List<Guarded> guarded;
  private final RequestObserver observer;

  /// @throws IllegalArgumentException if a path has two routes for one method
  public Router(List<Mount> mounts) {
    var all = new ArrayList<Target>();
    var prefixes = new ArrayList<Guarded>();
    Set<String> known = new HashSet<>();
    for (var mount : mounts) {
      var routes = mount.routes();
      var group = new Group(routes.guard(), routes.errors(), routes.answersHead());
      for (var route : routes.routes()) {
        var template = PathTemplate.parse(mount.prefix() + route.template());
        if (!known.add(route.method() + ' ' + template.shape())) {
          throw new IllegalArgumentException(
              "two routes for %s %s".formatted(route.method(), template.text()));
        }
        all.add(new Target(template, route, group));
      }
      for (var prefix : routes.guardedPrefixes()) {
        prefixes.add(new Guarded(mount.prefix() + prefix, group));
      }
    }
    all.sort(Comparator.comparing(t -> t.template.rank()));
    prefixes.sort(Comparator.comparingInt((Guarded g) -> g.prefix.length()).reversed());
    targets = List.copyOf(all);
    guarded = List.copyOf(prefixes);
    observer = RequestObserver.NONE;
  }

  private Router(Router router, RequestObserver observer) {
    this.targets = router.targets;
    this.guarded = router.guarded;
    this.observer = observer;
  }

  /// The same routes, with somebody who sees all requests.
  public Router observedBy(RequestObserver newObserver) {
    return new Router(this, newObserver);
  }

  /// Routes without a prefix.
  public static Router of(Routes... routes) {
    return new Router(List.of(routes).stream().map(r -> new Mount("", r)).toList());
  }

  /// All routes, each as its method and its template: `GET /jobs/{id}`.
  public Set<String> routes() {
    var all = new TreeSet<String>();
    targets.forEach(t -> all.add(t.route.method() + ' ' + t.template.text()));
    return all;
  }

  /// Answers a request, whatever happens.
  void handle(Exchange exchange) throws IOException {
    var end = observer.begin(exchange);
    try {
      route(exchange);
    } finally {
      end.run();
    }
  }

  private void route(Exchange exchange) throws IOException {
    var group = Group.NONE;
    try {
      var matches = matches(exchange.segments());
      if (matches.isEmpty()) {
        group = groupOf(exchange.path());
        group.guard.check(exchange);
        throw HttpError.notFound();
      }
      var match = chosen(matches, exchange.method());
      group = match.orElse(matches.getFirst()).target.group;
      group.guard.check(exchange);
      var found = match.orElseThrow(() -> HttpError.methodNotAllowed(allowed(matches)));
      exchange.route(found.parameters, found.target.route.bodyBytes());
      found.target.route.handler().handle(exchange);
      if (!exchange.isAnswered()) {
        throw new IllegalStateException("the route sent no response");
      }
    } catch (HttpError e) {
      answer(group, exchange, e);
    } catch (ClientGoneException e) {
      throw e;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      answer(group, exchange, new HttpError(503, "the server is shutting down"));
    } catch (Exception e) {
      LOG.error("{} {} caused an error", exchange.method(), exchange.path(), e);
      answer(group, exchange, new HttpError(500, "internal error; the server's log says more"));
    }
  }

  private List<Match> matches(List<String> segments) {
    var matches = new ArrayList<Match>();
    for (var target : targets) {
      target.template.match(segments).ifPresent(p -> matches.add(new Match(target, p)));
    }
    return matches;
  }

  private static Optional<Match> chosen(List<Match> matches, String method) {
    return matches.stream().filter(m -> m.target.takes(method)).findFirst();
  }

  private Group groupOf(String path) {
    return guarded.stream()
        .filter(g -> g.covers(path))
        .findFirst()
        .map(Guarded::group)
        .orElse(Group.NONE);
  }

  private static String allowed(List<Match> matches) {
    Set<String> methods = new TreeSet<>();
    for (var match : matches) {
      methods.add(match.target.route.method());
      if (match.target.takesHead()) {
        methods.add("HEAD");
      }
    }
    return String.join(", ", methods);
  }

  private static void answer(Group group, Exchange exchange, HttpError error) throws IOException {
    if (exchange.isAnswered()) {
      exchange.disconnect(); // the client must not take what it got for all
      return;
    }
    error.headers().forEach(exchange::setHeader);
    group.errors.answer(exchange, error);
  }
}
