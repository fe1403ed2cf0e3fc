package io.parallelr.http;

import java.util.List;
import org.eclipse.jetty.compression.gzip.GzipCompression;
import org.eclipse.jetty.compression.gzip.GzipEncoderConfig;
import org.eclipse.jetty.compression.server.CompressionConfig;
import org.eclipse.jetty.compression.server.CompressionHandler;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Compresses texts for clients that accept it. Events are sent as they are, as each must arrive at
/// once; so are parts of files, whose numbers count the bytes before compression.
final class Compressing extends Handler.Wrapper {
  private static final int SMALLEST = 1 << 10;
  private static final List<String> TYPES = List.of(
      "application/json",
      "application/yaml",
      "text/css",
      "text/html",
      "text/javascript",
      "text/plain",
      "image/svg+xml");

  private final Handler plain;

  private Compressing(Handler plain, CompressionHandler compressing) {
    super(compressing);
    this.plain = plain;
  }

  /// Compresses what a handler answers.
  static Handler of(Handler plain) {
    var encoder = new GzipEncoderConfig();
    encoder.setSyncFlush(true); // a log that is followed must not wait for a full block
    var gzip = new GzipCompression();
    gzip.setMinCompressSize(SMALLEST);
    gzip.setDefaultEncoderConfig(encoder);
    var config = CompressionConfig.builder().decompressExcludeEncoding("gzip");
    TYPES.forEach(config::compressIncludeMimeType);
    var compressing = new CompressionHandler(plain);
    var _ = compressing.putCompression(gzip);
    var _ = compressing.putConfiguration("/*", config.build());
    return new Compressing(plain, compressing);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    var headers = request.getHeaders();
    boolean isPlain = headers.contains(HttpHeader.RANGE)
        || headers.contains(HttpHeader.UPGRADE, "websocket");
    return isPlain
        ? plain.handle(request, response, callback)
        : super.handle(request, response, callback);
  }
}
