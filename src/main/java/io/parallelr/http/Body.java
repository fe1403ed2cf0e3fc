package io.parallelr.http;

import java.io.IOException;
import java.io.InputStream;
import org.eclipse.jetty.http.HttpException;

/// A request's body as a stream that ends with an error when it becomes too large.
final class Body extends InputStream {
  private final InputStream from;
  private final long limit;
  private final ClientWatch.Client client;
  private long count;

  Body(InputStream from, long limit, ClientWatch.Client client) {
    this.from = from;
    this.limit = limit;
    this.client = client;
  }

  static HttpError tooLarge(long limit) {
    return new HttpError(413, "the body is larger than %d bytes".formatted(limit));
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    int read = read(client, bytes, from, length);
    count += Math.max(read, 0);
    if (count > limit) {
      throw tooLarge(limit);
    }
    return read;
  }

  private int read(ClientWatch.Client client, byte[] bytes, int from, int length)
      throws IOException {
    try {
      return client.awaited(() -> this.from.read(bytes, from, length));
    } catch (ClientGoneException e) {
      if (e.getCause() instanceof HttpException) {
        throw HttpError.plain(400, "malformed body");
      }
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    from.close();
  }
}
