package io.parallelr.config;

import java.net.URI;
import java.net.http.HttpRequest;

/// A URL to which requests can be sent.
record HttpUrl() implements Kind<URI> {
  @Override
  public URI parse(String text) {
    return HttpRequest.newBuilder(URI.create(text)).build().uri(); // which has a scheme and a host
  }

  @Override
  public String show(URI value) {
    return value.getRawUserInfo() == null
        ? value.toString()
        : value.toString().replace(value.getRawUserInfo() + "@", "***@");
  }

  @Override
  public String expected() {
    return "a URL of http or https";
  }
}
