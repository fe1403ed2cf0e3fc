package io.parallelr.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACVerifier;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Demands a JSON web token, signed by HMAC with SHA-256 and a secret, in the header
/// `Authorization` or else in the cookie of a session ([Login]) or the cookie `jwt`, whichever is
/// valid. Immutable.
public final class Auth implements Guard {
  public static final int SHORTEST_SECRET = 16; // characters

  private static final String COOKIE = "jwt";
  private static final String SESSION_COOKIE = "parallelr-session";

  private static final Duration LEEWAY = Duration.ofSeconds(5);
  private static final int KEY_BYTES = 32;
  private static final String SCHEME = "bearer ";
  private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD");

  private final List<JWSVerifier> verifiers;
  private final InstantSource clock;
  private final Origins origins;
  private final Optional<TokenClaims> ofSocket;

  /// @param secrets any of which may have signed a token, so that one can be replaced by another
  ///   without a moment in which tokens are refused
  /// @param origins must also agree to a change that is asked for with a cookie, as browsers send it
  ///   along with what other sites make them ask for
  /// @throws IllegalArgumentException if there is no secret or a short one
  public Auth(List<String> secrets, InstantSource clock, Origins origins) {
    if (secrets.isEmpty()) {
      throw new IllegalArgumentException("a secret is needed to check tokens");
    }
    this(secrets.stream().map(Auth::verifier).toList(), clock, origins, Optional.empty());
  }

  private Auth(
      List<JWSVerifier> verifiers,
      InstantSource clock,
      Origins origins,
      Optional<TokenClaims> ofSocket) {
    this.verifiers = verifiers;
    this.clock = clock;
    this.origins = origins;
    this.ofSocket = ofSocket;
  }

  /// The same, but a client of a unix socket needs no token: only its owner can connect to it.
  ///
  /// @param claims of such a client
  public Auth trustingSocket(TokenClaims claims) {
    return new Auth(verifiers, clock, origins, Optional.of(claims));
  }

  private static JWSVerifier verifier(String secret) {
    try {
      return new MACVerifier(key(secret));
    } catch (JOSEException e) {
      throw new IllegalArgumentException("the secret cannot be used", e);
    }
  }

  /// What is signed with.
  ///
  /// @throws IllegalArgumentException if the secret is too short
  static byte[] key(String secret) {
    if (secret.length() < SHORTEST_SECRET) {
      throw new IllegalArgumentException(
          "a secret must be at least %d characters long".formatted(SHORTEST_SECRET));
    }
    var bytes = secret.getBytes(UTF_8);
    // the library takes no key that is shorter, and HMAC itself appends zeros to it (RFC 2104)
    return Arrays.copyOf(bytes, Math.max(bytes.length, KEY_BYTES));
  }

  /// Lets those pass who have a valid token.
  @Override
  public void check(Exchange exchange) {
    var fromHeader = exchange.header("Authorization").flatMap(Auth::bearer);
    var token = token(exchange);
    if (token.isEmpty() && ofSocket.isPresent() && exchange.isUnixSocket()) {
      exchange.claims(ofSocket.get());
      return;
    }
    var fields = verified(token.orElseThrow(() -> unauthorized("no token found")));
    var claims = claims(fields);
    if (fromHeader.isEmpty() && !SAFE_METHODS.contains(exchange.method())) {
      origins.checkOrigin(exchange);
    }
    exchange.claims(claims);
    exchange.access(
        new Access(token.filter(_ -> fromHeader.isEmpty()), () -> !isExpired(fields)));
  }

  /// The token that a client shows: of two in cookies the first that is valid, or else the first.
  Optional<String> token(Exchange exchange) {
    return exchange.header("Authorization").flatMap(Auth::bearer).or(() -> {
      var session = exchange.cookie(sessionCookie(exchange));
      var other = exchange.cookie(COOKIE);
      return session.isPresent() && other.filter(this::isValid).isPresent()
          ? session.filter(this::isValid).or(() -> other)
          : session.or(() -> other);
    });
  }

  /// Whether a token is valid now.
  boolean isValid(String token) {
    try {
      var _ = claims(token);
      return true;
    } catch (HttpError e) {
      return false;
    }
  }

  /// The cookie of a session. Browsers share cookies between all ports of a host, so the name has
  /// the port: each server on this machine then has its own.
  static String sessionCookie(Exchange exchange) {
    var host = exchange.header("Host").orElse("");
    var port = host.substring(Math.max(host.lastIndexOf(']'), 0)).replaceFirst("^[^:]*:?", "");
    return port.matches("[0-9]{1,5}") ? SESSION_COOKIE + '-' + port : SESSION_COOKIE;
  }

  /// Lets those pass who are not sent by a page of another site.
  void checkOrigin(Exchange exchange) {
    origins.checkOrigin(exchange);
  }

  /// Lets those pass whose valid token allows something.
  public Guard requiring(String scope) {
    return and(exchange -> {
      if (!exchange.claims().allows(scope)) {
        throw HttpError.plain(403, "the token does not have the scope '%s'".formatted(scope));
      }
    });
  }

  private static Optional<String> bearer(String header) {
    return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? Optional.of(header.substring(SCHEME.length()).strip()).filter(t -> !t.isEmpty())
        : Optional.empty();
  }

  /// @throws HttpError if the token is not valid now
  TokenClaims claims(String token) {
    return claims(verified(token));
  }

  private boolean isExpired(Map<String, Object> fields) {
    long now = clock.instant().getEpochSecond();
    return seconds(fields, "exp").filter(exp -> now >= exp + LEEWAY.toSeconds()).isPresent();
  }

  private TokenClaims claims(Map<String, Object> fields) {
    long now = clock.instant().getEpochSecond();
    long leeway = LEEWAY.toSeconds();
    if (seconds(fields, "iat").filter(iat -> now < iat - leeway).isPresent()) {
      throw unauthorized("token iat validation failed");
    }
    if (isExpired(fields)) {
      throw unauthorized("token is expired");
    }
    if (seconds(fields, "nbf").filter(nbf -> now < nbf - leeway).isPresent()) {
      throw unauthorized("token nbf validation failed");
    }
    return new TokenClaims(
        text(fields, "sub").orElse(""),
        scopes(fields).orElse(TokenClaims.DEFAULT_SCOPES),
        pipelines(fields));
  }

  private Map<String, Object> verified(String token) {
    try {
      var signed = JWSObject.parse(token);
      if (JWSAlgorithm.HS256.equals(signed.getHeader().getAlgorithm())) {
        for (var verifier : verifiers) {
          if (signed.verify(verifier)) {
            return fields(signed.getPayload());
          }
        }
      }
    } catch (ParseException | JOSEException | IllegalArgumentException _) {
      // malformed, which the client learns in the same words
    }
    throw unauthorized();
  }

  private static Map<String, Object> fields(Payload payload) {
    return Optional.of(payload)
        .filter(p -> p.toString().stripLeading().startsWith("{")) // the library also takes arrays
        .map(Payload::toJSONObject)
        .orElseThrow(Auth::unauthorized);
  }

  private static Optional<Long> seconds(Map<String, Object> fields, String name) {
    return typed(fields, name, Number.class).map(Number::longValue);
  }

  private static Optional<String> text(Map<String, Object> fields, String name) {
    return typed(fields, name, String.class);
  }

  /// Words with blanks between them, as in RFC 8693.
  private static Optional<Set<String>> scopes(Map<String, Object> fields) {
    return text(fields, "scope").map(words -> Set.copyOf(List.of(words.strip().split("\\s+"))));
  }

  /// A list of names. One with anything else in it could be meant to forbid more than it says.
  private static Optional<Set<String>> pipelines(Map<String, Object> fields) {
    return typed(fields, "pipelines", List.class).map(names -> {
      var known = new HashSet<String>();
      for (var name : names) {
        known.add(name instanceof String text ? text : refusedName());
      }
      return known;
    });
  }

  private static String refusedName() {
    throw unauthorized();
  }

  private static <T> Optional<T> typed(Map<String, Object> fields, String name, Class<T> type) {
    var value = Optional.ofNullable(fields.get(name));
    if (value.filter(v -> !type.isInstance(v)).isPresent()) {
      throw unauthorized();
    }
    return value.map(type::cast);
  }

  private static HttpError unauthorized() {
    return unauthorized("token is unauthorized");
  }

  private static HttpError unauthorized(String text) {
    return HttpError.plain(401, text);
  }
}
