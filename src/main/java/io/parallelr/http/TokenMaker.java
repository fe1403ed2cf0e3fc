package io.parallelr.http;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import java.util.Map;

/// Makes the tokens that [Auth] accepts. Immutable.
public final class TokenMaker {
  private final MACSigner signer;

  /// @throws IllegalArgumentException if the secret is too short
  public TokenMaker(String secret) {
    try {
      signer = new MACSigner(Auth.key(secret));
    } catch (JOSEException e) {
      throw new IllegalArgumentException("the secret cannot be used", e);
    }
  }

  /// Signs what a token says.
  ///
  /// @param claims texts, whole numbers, and lists of these
  public String sign(Map<String, Object> claims) {
    var token = new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload(claims));
    try {
      token.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("cannot sign a token", e);
    }
    return token.serialize();
  }
}
