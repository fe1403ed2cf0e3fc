package io.parallelr.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Refuses what other sites make a browser ask for. Other clients do not send the headers that it
/// looks at and notice nothing. Immutable.
public final class Origins implements Guard {
  private static final Pattern LOOPBACK = Pattern.compile(
      "localhost|.*\\.localhost|127(\\.\\d{1,3}){3}|\\[::1\\]|\\[0:0:0:0:0:0:0:1\\]");

  private final Set<String> hosts;

  /// @param hosts names under which browsers may reach the server, without ports, besides those of
  ///   the loopback
  public Origins(Collection<String> hosts) {
    this.hosts =
        hosts.stream().map(h -> h.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
  }

  /// Lets requests pass that name a known host and come from the server's own pages or from no
  /// page.
  ///
  /// The host matters as another site's name may lead to this machine (DNS rebinding): then its
  /// pages are of the same origin to the browser.
  @Override
  public void check(Exchange exchange) {
    var host = exchange.header("Host").map(Origins::name);
    // no other site's name leads to a unix socket, and clients of one put anything there
    if (host.filter(h -> !isKnown(h)).isPresent() && !exchange.isUnixSocket()) {
      throw HttpError.plain(403,
          "the host '%s' is not one of this server".formatted(host.orElse("")));
    }
    checkOrigin(exchange);
  }

  /// Lets requests pass that come from the server's own pages or from no page.
  void checkOrigin(Exchange exchange) {
    var origin = exchange.header("Origin");
    boolean isOwn = origin.isEmpty() || authority(origin.get())
        .equals(exchange.header("Host").map(h -> h.toLowerCase(Locale.ROOT)));
    if (!isOwn || isForeign(exchange)) {
      throw HttpError.plain(403, "requests from pages of other sites are refused");
    }
  }

  /// Browsers send no origin with what a page embeds, such as an image, but say where the page is.
  /// A link from another site may be followed.
  private static boolean isForeign(Exchange exchange) {
    var site = exchange.header("Sec-Fetch-Site").orElse("none");
    boolean isLink = exchange.method().equals("GET")
        && exchange.header("Sec-Fetch-Mode").orElse("").equals("navigate")
        && exchange.header("Sec-Fetch-Dest").orElse("").equals("document");
    return !site.equals("same-origin") && !site.equals("none") && !isLink;
  }

  private boolean isKnown(String host) {
    return LOOPBACK.matcher(host).matches() || hosts.contains(host);
  }

  private static Optional<String> authority(String origin) {
    try {
      return Optional.ofNullable(new URI(origin).getRawAuthority())
          .map(a -> a.toLowerCase(Locale.ROOT));
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
  }

  /// The host without its port.
  private static String name(String host) {
    int port = host.lastIndexOf(':');
    var name = port > host.lastIndexOf(']') ? host.substring(0, port) : host;
    return name.toLowerCase(Locale.ROOT);
  }
}
