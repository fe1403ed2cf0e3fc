package io.parallelr.http;

import java.util.Optional;
import java.util.Set;

/// What a token says about its bearer.
///
/// @param subject the user; empty if the token names none
/// @param scopes what the bearer may do
/// @param pipelines of which the bearer may see and change jobs; empty for all
public record TokenClaims(String subject, Set<String> scopes, Optional<Set<String>> pipelines) {
  /// What a token without scopes allows: all that prunner's tokens do.
  public static final Set<String> DEFAULT_SCOPES = Set.of("run", "cancel", "read");
  /// Of somebody who has shown no token.
  public static final TokenClaims NONE = new TokenClaims("", Set.of());

  public TokenClaims {
    scopes = Set.copyOf(scopes);
    pipelines = pipelines.map(Set::copyOf);
  }

  /// For the jobs of all pipelines.
  public TokenClaims(String subject, Set<String> scopes) {
    this(subject, scopes, Optional.empty());
  }

  public boolean allows(String scope) {
    return scopes.contains(scope);
  }
}
