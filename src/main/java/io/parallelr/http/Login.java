package io.parallelr.http;

import io.parallelr.json.JsonText;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/// How a browser comes to the cookie that [Auth] accepts: by a link with a ticket, which works once
/// and for some minutes, or by a token that its user has. For any threads.
///
/// No page can read the cookie, and the browser sends it along with nothing that other sites make it
/// ask for.
public final class Login {
  /// How long a link works.
  public static final Duration LINK = Duration.ofMinutes(5);
  /// How long a session lasts that is begun over the unix socket, or by the owner of the server.
  private static final Duration SESSION = Duration.ofHours(12);
  private static final int MOST = 1_000;
  /// From the path of a link, so that what a proxy has before it stays.
  private static final String PAGE = "./";
  private static final String LINK_PATH = "/ui/login?ticket=";

  private final Auth auth;
  private final TokenMaker tokens;
  private final InstantSource clock;
  private final List<String> servers;
  private final OneTimeTickets<String> tickets; // for tokens

  /// @param tokens makes tokens that the guard accepts
  /// @param nanos measures time
  /// @param addresses where browsers reach the server
  public Login(
      Auth auth,
      TokenMaker tokens,
      InstantSource clock,
      SecureRandom random,
      LongSupplier nanos,
      List<Address> addresses) {
    this.auth = auth;
    this.tokens = tokens;
    this.clock = clock;
    this.tickets = new OneTimeTickets<>(LINK, MOST, random, nanos);
    this.servers = addresses.stream()
        .flatMap(address -> address instanceof Address.Tcp tcp ? Stream.of(tcp) : Stream.of())
        .map(Login::url)
        .toList();
  }

  /// Browsers cannot open an address that stands for all addresses of the machine.
  private static String url(Address.Tcp address) {
    return "http://" + switch (address.host()) {
      case "0.0.0.0", "::", "[::]", "*" -> new Address.Tcp("localhost", address.port());
      default -> address;
    };
  }

  /// The routes.
  ///
  /// @param guard who may ask for a link
  /// @return those below the root
  public List<Routes> routes(Guard guard) {
    return List.of(
        new Routes().get("/ui/login", this::enter).withoutHead(),
        new Routes().errors(ErrorAnswer.JSON)
            .post("/api/login", this::login)
            .post("/api/logout", this::logout),
        new Routes().guard(guard)
            .errors(ErrorAnswer.JSON)
            .post("/api/login-link", this::link));
  }

  /// Links that let their user in once, with rights: one for each address, of which one can
  /// be used.
  public List<String> links(TokenClaims claims) {
    return links(tickets.issue(token(claims)));
  }

  private List<String> links(String ticket) {
    return servers.stream().map(server -> server + LINK_PATH + ticket).toList();
  }

  private void link(Exchange exchange) throws IOException {
    var ticket = tickets.issue(auth.token(exchange).orElseGet(() -> token(exchange.claims())));
    exchange.setHeader("Cache-Control", "no-store");
    exchange.sendJson(200, json -> {
      json.writeStringProperty("path", LINK_PATH + ticket);
      JsonText.strings(json, "links", links(ticket));
      json.writeNumberProperty("expires_seconds", LINK.toSeconds());
    });
  }

  private String token(TokenClaims claims) {
    var now = clock.instant();
    var fields = new LinkedHashMap<String, Object>();
    fields.put("sub", claims.subject());
    fields.put("iat", now.getEpochSecond());
    fields.put("exp", now.plus(SESSION).getEpochSecond());
    fields.put("scope", String.join(" ", claims.scopes()));
    claims.pipelines().ifPresent(names -> fields.put("pipelines", List.copyOf(names)));
    return tokens.sign(fields);
  }

  /// Takes the ticket of a link, and leads to a page without it in its address.
  private void enter(Exchange exchange) throws IOException {
    var ticket = exchange.query("ticket");
    var token = ticket.flatMap(tickets::take).filter(auth::isValid);
    token.ifPresent(t -> setCookie(exchange, t));
    exchange.setHeader("Cache-Control", "no-store");
    exchange.setHeader("Referrer-Policy", "no-referrer");
    exchange.setHeader(
        "Location",
        ticket.isEmpty() || token.isPresent() ? PAGE : PAGE + "?login=expired");
    exchange.sendEmpty(303);
  }

  private void login(Exchange exchange) throws IOException {
    auth.checkOrigin(exchange);
    var token = exchange.bodyJson()
        .text("token")
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .orElseThrow(() -> new HttpError(400, "the body has no token; send {\"token\": \"…\"}"));
    try {
      var claims = auth.claims(token);
      setCookie(exchange, token);
      SessionRoutes.send(exchange, claims, clock.instant());
    } catch (HttpError e) {
      throw new HttpError(e.status(), e.text());
    }
  }

  private void logout(Exchange exchange) throws IOException {
    auth.checkOrigin(exchange);
    exchange.addHeader("Set-Cookie", cookie(exchange, "") + "; Max-Age=0");
    exchange.cookie(Auth.sessionCookie(exchange))
        .filter(token -> !token.isEmpty())
        .ifPresent(exchange::endSession);
    exchange.sendEmpty(204);
  }

  private static void setCookie(Exchange exchange, String token) {
    exchange.addHeader(
        "Set-Cookie",
        cookie(exchange, token) + "; Max-Age=" + SESSION.toSeconds());
  }

  /// A proxy that takes connections by TLS names that protocol.
  private static String cookie(Exchange exchange, String token) {
    boolean isEncrypted =
        exchange.header("X-Forwarded-Proto").filter("https"::equalsIgnoreCase).isPresent();
    return "%s=%s; Path=/; HttpOnly; SameSite=Strict%s".formatted(
        Auth.sessionCookie(exchange),
        token,
        isEncrypted ? "; Secure" : "");
  }
}
