package io.parallelr.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// Limits how often a client may ask for the same change: a bucket of tokens for each client,
/// method and path. For any threads.
public final class RequestLimit implements Guard {
  private static final int MOST_BUCKETS = 10_000;
  private static final double NANOS = 1e9;

  private final int perSecond;
  private final String prefix;
  private final LongSupplier nanos;
  /// From the one used least recently.
  private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  private static final class Bucket {
    private double tokens;
    private long seen;
  }

  /// Limits requests with the method POST.
  ///
  /// @param perSecond how many, and also how many at once
  /// @param prefix of the paths that count
  /// @param nanos measures time
  public RequestLimit(int perSecond, String prefix, LongSupplier nanos) {
    this.perSecond = perSecond;
    this.prefix = prefix;
    this.nanos = nanos;
  }

  @Override
  public void check(Exchange exchange) {
    // decoded, as one path can be written in many ways
    var path = "/" + String.join("/", exchange.segments());
    if (!exchange.method().equals("POST") || !path.startsWith(prefix)) {
      return;
    }
    var key = exchange.method() + ' ' + exchange.peer() + ' ' + path;
    if (!take(key)) {
      throw HttpError.plain(400, "this ip too many requests!");
    }
  }

  private synchronized boolean take(String key) {
    long now = nanos.getAsLong();
    var bucket = buckets.get(key);
    if (bucket == null) {
      bucket = new Bucket();
      bucket.tokens = perSecond;
      bucket.seen = now;
      buckets.put(key, bucket);
      if (buckets.size() > MOST_BUCKETS) {
        buckets.remove(buckets.keySet().iterator().next());
      }
    }
    bucket.tokens = Math.min(perSecond, bucket.tokens + (now - bucket.seen) / NANOS * perSecond);
    bucket.seen = now;
    if (bucket.tokens < 1) {
      return false;
    }
    bucket.tokens--;
    return true;
  }
}
