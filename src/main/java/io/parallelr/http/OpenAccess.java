package io.parallelr.http;

/// Lets everybody pass who reaches the server without a page of another site being involved: for
/// servers that only this machine can reach. Immutable.
public final class OpenAccess implements Guard {
  private final Origins origins;
  private final TokenClaims claims;

  /// Checks hosts and origins alone.
  ///
  /// @param claims of everybody
  public OpenAccess(Origins origins, TokenClaims claims) {
    this.origins = origins;
    this.claims = claims;
  }

  @Override
  public void check(Exchange exchange) {
    origins.check(exchange);
    exchange.claims(claims);
  }
}
