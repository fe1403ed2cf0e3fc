package io.parallelr.http;

import java.util.Set;

/// What a token says about its bearer.
///
/// @param subject the user; empty if the token names none
/// @param scopes what the bearer may do
public record Claims(String subject, Set<String> scopes) {
  /// What a token without scopes allows: all that prunner's tokens do.
  public static final Set<String> DEFAULT_SCOPES = Set.of("run", "cancel", "read");
  /// Of somebody who has shown no token.
  public static final Claims NONE = new Claims("", Set.of());

  public Claims {
    scopes = Set.copyOf(scopes);
  }

  public boolean allows(String scope) {
    return scopes.contains(scope);
  }
}
