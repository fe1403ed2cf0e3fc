package io.parallelr.cli;

import io.parallelr.autoexec.AutoExec;
import io.parallelr.daemon.ProductLauncher;
import io.parallelr.http.Address;
import io.parallelr.http.Auth;
import io.parallelr.http.Guard;
import io.parallelr.http.Login;
import io.parallelr.http.Origins;
import io.parallelr.http.Rights;
import io.parallelr.http.Router;
import io.parallelr.http.SessionRoutes;
import io.parallelr.http.Sse;
import io.parallelr.http.TokenClaims;
import io.parallelr.http.TokenMaker;
import io.parallelr.http.TokenRoutes;
import io.parallelr.run.Installation;
import io.parallelr.run.ServerSecrets;
import io.parallelr.serve.JobServer;
import io.parallelr.web.Overview;
import io.parallelr.web.WebApi;
import io.parallelr.webruns.WebRuns;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Wires what the web page of a server needs beside its interface for jobs: who its users are, and
/// what else runs on the machine.
record PageRoutes(
    Auth auth,
    Login login,
    TokenRoutes tokens,
    WebRuns runs,
    InstantSource clock) {
  /// @param withheld names of variables that no run gets
  /// @param addresses where browsers reach the server
  static PageRoutes of(
      JobServer jobs,
      ServerSecrets secrets,
      Installation installation,
      Set<String> withheld,
      List<Address> addresses,
      InstantSource clock) {
    var auth = new Auth(secrets.all(), clock, new Origins(List.of())).trustingSocket(owner());
    var launcher = installation.directory()
        .map(path -> path.resolve("bin/parallelr"))
        .map(program -> new ProductLauncher(program, installation.home(), withheld));
    var maker = new TokenMaker(secrets.all().getFirst());
    return new PageRoutes(
        auth,
        new Login(
            auth,
            maker,
            clock,
            new SecureRandom(),
            System::nanoTime,
            addresses),
        new TokenRoutes(maker, clock),
        new WebRuns(jobs.registry(), launcher, clock, System::nanoTime, Sse.Limits.DEFAULT),
        clock);
  }

  private static TokenClaims owner() {
    return new TokenClaims(System.getProperty("user.name"), Set.copyOf(Rights.ALL));
  }

  /// @param guard who may use it
  List<Router.Mount> mounts(Guard guard, WebApi web) {
    var mounts = new ArrayList<Router.Mount>();
    login.routes(guard).forEach(routes -> mounts.add(new Router.Mount("", routes)));
    mounts.add(new Router.Mount("", SessionRoutes.routes(guard, clock)));
    mounts.add(new Router.Mount("", tokens.routes(guard)));
    mounts.add(new Router.Mount("/api", runs.routes(guard)));
    mounts.add(
        new Router.Mount(
            "/api",
            web.overview(
                guard,
                new Overview.Beside(Installation.version(), AutoExec.POOL_LANE, runs.now()))));
    return mounts;
  }

  /// How the owner of the server gets to its page, as lines. What is written to a file gets no
  /// ticket, as others may read it.
  String invitation(boolean isTerminal) {
    var links = isTerminal ? login.links(owner()) : List.<String>of();
    return !links.isEmpty()
        ? "page: %s (for one login within %d minutes)%n"
            .formatted(links.getFirst(), Login.LINK.toMinutes())
        : "";
  }
}
