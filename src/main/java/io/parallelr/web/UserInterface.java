package io.parallelr.web;

import io.parallelr.http.BundledFiles;
import io.parallelr.http.Exchange;
import io.parallelr.http.Routes;
import java.io.IOException;

/// The web page at `/ui/`. Its files are for everybody: what they show needs a login.
///
/// The page loads nothing from elsewhere, runs no script and uses no style that is not in a file of
/// its own, and is shown in no frame. All its addresses are relative, so that a proxy may put it at
/// another path.
public final class UserInterface {
  private static final String POLICY = String.join(
      "; ",
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self'",
      "font-src 'self'",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'");
  private static final String MISSING =
      "This build has no web page: Node.js 18 or newer was missing when it was built, or -Dui=skip "
          + "was given. Everything else is here; see 'parallelr jobs --help'.\n";

  private final BundledFiles files;

  private UserInterface(BundledFiles files) {
    this.files = files;
  }

  /// The routes, to be mounted at the root.
  public static Routes routes() {
    return routes(new BundledFiles(UserInterface.class, "ui"));
  }

  static Routes routes(BundledFiles files) {
    var page = new UserInterface(files);
    return new Routes()
        .get("/ui", UserInterface::redirect)
        .get("/ui/", page::index)
        .get("/ui/{file}", page::file);
  }

  private static void redirect(Exchange exchange) throws IOException {
    exchange.setHeader("Location", "ui/"); // relative, for proxies with a path of their own
    exchange.sendEmpty(308);
  }

  /// The root itself, which leads to the page if there is one: for servers without files there.
  public static Routes root() {
    return root(new BundledFiles(UserInterface.class, "ui"));
  }

  static Routes root(BundledFiles files) {
    var routes = new Routes().get("/favicon.ico", UserInterface::icon);
    return files.isPresent() ? routes.get("/", UserInterface::lead) : routes;
  }

  private static void lead(Exchange exchange) throws IOException {
    exchange.setHeader("Location", "ui/");
    exchange.sendEmpty(302);
  }

  /// Browsers ask for it by themselves; the page names its own.
  private static void icon(Exchange exchange) throws IOException {
    exchange.sendEmpty(204);
  }

  private void index(Exchange exchange) throws IOException {
    if (!files.isPresent()) {
      exchange.sendText(404, MISSING);
      return;
    }
    protect(exchange);
    files.index(exchange);
  }

  private void file(Exchange exchange) throws IOException {
    protect(exchange);
    files.handle(exchange);
  }

  private static void protect(Exchange exchange) {
    exchange.setHeader("Content-Security-Policy", POLICY);
    exchange.setHeader("Referrer-Policy", "no-referrer");
    exchange.setHeader("X-Frame-Options", "DENY");
    exchange.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  }
}
