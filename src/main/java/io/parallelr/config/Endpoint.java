package io.parallelr.config;

import java.util.regex.Pattern;

/// Where a server takes connections.
///
/// @param host a name or a number, without brackets
/// @param port 0 for any that is free
public record Endpoint(String host, int port) {
  private static final Pattern TEXT = Pattern.compile("(\\[[^]]+\\]|[^:\\[\\]\\s]+):(\\d{1,5})");
  private static final int LAST_PORT = 0xffff;

  /// Written as in a URL: `127.0.0.1:9009`, `[::1]:9009`.
  record Text() implements Kind<Endpoint> {
    @Override
    public Endpoint parse(String text) {
      var matcher = TEXT.matcher(text);
      boolean matches = matcher.matches();
      int port = Kind.inRange(matches, matches ? Integer.parseInt(matcher.group(2)) : 0);
      return new Endpoint(
          matcher.group(1).replaceAll("[\\[\\]]", ""),
          Kind.inRange(port <= LAST_PORT, port));
    }

    @Override
    public String expected() {
      return "an address with its port, such as 127.0.0.1:9009";
    }
  }

  /// The same, or a port alone for this machine.
  record PortOrText() implements Kind<Endpoint> {
    @Override
    public Endpoint parse(String text) throws InvalidValueException {
      return text.matches("\\d{1,5}")
          ? new Endpoint("127.0.0.1", Kind.inRange(Integer.parseInt(text) <= LAST_PORT,
              Integer.parseInt(text)))
          : new Text().parse(text);
    }

    @Override
    public String expected() {
      return "a port, or an address with its port, such as 9009 or 0.0.0.0:9009";
    }
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ':' + port;
  }
}
