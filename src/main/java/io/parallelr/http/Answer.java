package io.parallelr.http;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/// The response of an [Exchange], which is begun once. For the thread of the handler.
final class Answer {
  private static final int BUFFER = 16 << 10;

  private final Request request;
  private final Response response;
  private final ClientWatch.Client client;
  private final Requests requests;
  private boolean isBegun;
  private long sentBytes;

  Answer(Request request, Response response, ClientWatch.Client client, Requests requests) {
    this.request = request;
    this.response = response;
    this.client = client;
    this.requests = requests;
  }

  void setHeader(String name, String value) {
    response.getHeaders().put(name, value);
  }

  void addHeader(String name, String value) {
    response.getHeaders().add(name, value);
  }

  void sendEmpty(int status) throws IOException {
    begin(status);
    forgetLength();
    write(true, new byte[0], 0, 0);
  }

  void send(int status, String contentType, byte[] body) throws IOException {
    begin(status);
    forgetLength();
    setHeader("Content-Type", contentType);
    write(true, body, 0, body.length);
  }

  /// The handler may have set it for a body that it then could not send.
  private void forgetLength() {
    response.getHeaders().remove("Content-Length");
  }

  void stream(int status, String contentType, Exchange.BodyWriter writer)
      throws IOException, InterruptedException {
    begin(status);
    setHeader("Content-Type", contentType);
    if (request.getMethod().equals("HEAD")) {
      write(true, new byte[0], 0, 0);
      return;
    }
    var out = new BufferedOutputStream(new Sink(), BUFFER);
    writer.write(out);
    out.flush();
    write(true, new byte[0], 0, 0);
  }

  private final class Sink extends OutputStream {
    @Override
    public void write(int one) throws IOException {
      Answer.this.write(false, new byte[]{(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      Answer.this.write(false, bytes, from, length);
    }

    @Override
    public void flush() throws IOException {
      Answer.this.write(false, new byte[0], 0, 0);
    }
  }

  private void begin(int status) {
    if (isBegun) {
      throw new IllegalStateException("a second response to " + request.getHttpURI().getPath());
    }
    isBegun = true;
    response.setStatus(status);
    if (requests.isParting()) {
      setHeader("Connection", "close");
    }
  }

  private void write(boolean isLast, byte[] bytes, int from, int length)
      throws ClientGoneException {
    sentBytes += length;
    client.awaited(() -> {
      Content.Sink.write(response, isLast, ByteBuffer.wrap(bytes, from, length));
      return isLast;
    });
  }

  /// Has a web socket be the response, of which nothing is sent here.
  void leaveToWebSocket() {
    isBegun = true;
  }

  /// The status; 0 before it was begun.
  int status() {
    return isBegun ? response.getStatus() : 0;
  }

  /// How many bytes of the body were sent so far.
  long sentBytes() {
    return sentBytes;
  }

  boolean isBegun() {
    return isBegun;
  }
}
