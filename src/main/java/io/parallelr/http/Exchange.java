package io.parallelr.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parallelr.json.JsonObject;
import io.parallelr.json.JsonText;
import io.parallelr.task.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// A request and its response, of which exactly one is sent. Used by the thread of its handler;
/// what others may call says so.
public final class Exchange {
  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String UPGRADE = "websocket";

  private final Request request;
  private final Answer answer;
  private final ClientWatch.Client client;
  private final Requests requests;
  private final long defaultBodyBytes;
  private final WebSockets webSockets;
  private Map<String, String> parameters = Map.of();
  private long bodyBytes;
  private TokenClaims claims = TokenClaims.NONE;
  private volatile Access access = Access.LASTING;
  private @Nullable List<Map.Entry<String, String>> query;
  private Optional<WebSocket.Conversation> conversation = Optional.empty();

  Exchange(Request request, Response response, ClientWatch.Client client, Requests requests,
      long bodyBytes,
      WebSockets webSockets) {
    this.request = request;
    this.answer = new Answer(request, response, client, requests);
    this.client = client;
    this.requests = requests;
    this.bodyBytes = bodyBytes;
    this.defaultBodyBytes = bodyBytes;
    this.webSockets = webSockets;
  }

  public String method() {
    return request.getMethod();
  }

  /// The path as it was sent, with percent signs.
  public String path() {
    return Optional.ofNullable(request.getHttpURI().getPath()).orElse("");
  }

  /// The decoded segments of the path.
  ///
  /// @throws HttpError if it is malformed, or could lead upwards
  List<String> segments() {
    if (!path().startsWith("/")) {
      throw HttpError.notFound();
    }
    var segments = PathTemplate.segments(path()).stream().map(UrlText::decoded).toList();
    for (var segment : segments) {
      if (segment.equals(".") || segment.equals("..") || segment.indexOf('\0') >= 0) {
        throw HttpError.plain(400, "malformed path");
      }
    }
    return segments;
  }

  void route(Map<String, String> parameters, long bodyBytes) {
    this.parameters = parameters;
    this.bodyBytes = bodyBytes == Routes.DEFAULT_BODY ? defaultBodyBytes : bodyBytes;
  }

  /// A parameter of the path, decoded.
  ///
  /// @throws IllegalArgumentException if the route's template has none of this name
  public String parameter(String name) {
    return Optional.ofNullable(parameters.get(name))
        .orElseThrow(() -> new IllegalArgumentException("no path parameter " + name));
  }

  /// The first field of this name in the query.
  ///
  /// @throws HttpError if the query is malformed
  public Optional<String> query(String name) {
    return queries(name).stream().findFirst();
  }

  /// All fields of this name in the query.
  ///
  /// @throws HttpError if the query is malformed
  public List<String> queries(String name) {
    return queryFields().stream()
        .filter(f -> f.getKey().equals(name))
        .map(Map.Entry::getValue)
        .toList();
  }

  /// All fields of the query, in their order.
  ///
  /// @throws HttpError if the query is malformed
  public List<Map.Entry<String, String>> queryFields() {
    var fields = query;
    if (fields == null) {
      fields = UrlText.fields(Optional.ofNullable(request.getHttpURI().getQuery()).orElse(""));
      query = fields;
    }
    return List.copyOf(fields);
  }

  /// The first header of this name, in any case of letters.
  public Optional<String> header(String name) {
    return Optional.ofNullable(request.getHeaders().get(name));
  }

  /// The first cookie of this name that has a value.
  public Optional<String> cookie(String name) {
    return request.getHeaders()
        .getValuesList("Cookie")
        .stream()
        .flatMap(header -> Arrays.stream(header.split(";")))
        .map(String::strip)
        .filter(cookie -> cookie.startsWith(name + "="))
        .map(cookie -> cookie.substring(name.length() + 1))
        .filter(value -> !value.isEmpty())
        .findFirst();
  }

  /// What the client's token says; [TokenClaims#NONE] if no token was asked for.
  public TokenClaims claims() {
    return claims;
  }

  /// By what it was let in. May be called by any thread.
  Access access() {
    return access;
  }

  void access(Access newAccess) {
    access = newAccess;
  }

  /// Ends all that goes on for browsers that have shown a token in their cookies.
  void endSession(String token) {
    requests.endSession(token);
    webSockets.endSession(token);
  }

  void claims(TokenClaims claims) {
    this.claims = claims;
  }

  /// The client's address, for the log.
  public String peer() {
    return isUnixSocket()
        ? "unix"
        : String.valueOf(Request.getRemoteAddr(request));
  }

  boolean isUnixSocket() {
    return request.getConnectionMetaData()
        .getLocalSocketAddress() instanceof UnixDomainSocketAddress;
  }

  /// The body, which is read from the connection as the stream is. Reading throws an [HttpError] if
  /// it is larger than the route's limit.
  public InputStream bodyStream() {
    if (request.getLength() > bodyBytes) {
      throw Body.tooLarge(bodyBytes);
    }
    return new Body(Content.Source.asInputStream(request), bodyBytes, client);
  }

  /// The whole body.
  ///
  /// @throws HttpError if it is larger than the route's limit
  public byte[] body() throws IOException {
    return bodyStream().readAllBytes();
  }

  /// The whole body as text.
  ///
  /// @throws HttpError if it is too large or not UTF-8
  public String bodyText() throws IOException {
    return UrlText.text(body());
  }

  /// The whole body as an object, whatever type the client says it has.
  ///
  /// @throws HttpError if it is too large or not a JSON object
  public JsonObject bodyJson() throws IOException {
    var text = bodyText();
    try {
      return JsonObject.parse(text);
    } catch (IOException e) {
      throw new HttpError(400, Reason.of(e));
    }
  }

  /// Sets a header of the response, in place of any earlier one.
  public void setHeader(String name, String value) {
    answer.setHeader(name, value);
  }

  /// Adds a header of the response, such as one of several cookies.
  public void addHeader(String name, String value) {
    answer.addHeader(name, value);
  }

  /// Names the version of what is to be sent. If the client has this one, tells it so, which is the
  /// response.
  ///
  /// @param etag in quotation marks
  /// @return whether the response is sent
  public boolean isNotModified(String etag) throws IOException {
    setHeader("ETag", etag);
    boolean isKnown = Etags.areAmong(request.getHeaders().getValuesList("If-None-Match"), etag);
    if (isKnown) {
      sendEmpty(304);
    }
    return isKnown;
  }

  /// Sends a JSON object and a line break.
  ///
  /// @param fields writes what is in it
  public void sendJson(int status, Consumer<JsonGenerator> fields) throws IOException {
    sendJson(status, JsonText.line(fields));
  }

  /// Sends a JSON value and a line break.
  ///
  /// @param json in UTF-8
  public void sendJson(int status, byte[] json) throws IOException {
    var line = Arrays.copyOf(json, json.length + 1);
    line[json.length] = '\n';
    send(status, JSON, line);
  }

  public void sendText(int status, String text) throws IOException {
    send(status, TEXT, text.getBytes(UTF_8));
  }

  public void sendEmpty(int status) throws IOException {
    answer.sendEmpty(status);
  }

  public void send(int status, String contentType, byte[] body) throws IOException {
    answer.send(status, contentType, body);
  }

  /// Writes a body.
  @FunctionalInterface
  public interface BodyWriter {
    void write(OutputStream to) throws IOException, InterruptedException;
  }

  /// Sends a response while its body is made. Flushing sends what was written so far. If the writer
  /// throws an exception, the client sees that the body is not complete.
  public void stream(int status, String contentType, BodyWriter writer)
      throws IOException, InterruptedException {
    answer.stream(status, contentType, writer);
  }

  /// The protocol and its version, such as `HTTP/1.1`.
  public String protocol() {
    return request.getConnectionMetaData().getProtocol();
  }

  /// The status of the response; 0 before it was begun.
  public int status() {
    return answer.status();
  }

  /// How many bytes of the response's body were sent so far.
  public long sentBytes() {
    return answer.sentBytes();
  }

  /// Whether a response was begun.
  public boolean isAnswered() {
    return answer.isBegun();
  }

  /// Runs an action on another thread when the listener is being closed, or on this one if it is
  /// already. A handler that would go on without an end must end then.
  public void onClosing(Runnable action) {
    requests.onClosing(this, action);
  }

  /// Whether the client asks for a [WebSocket].
  public boolean asksForWebSocket() {
    return header("Upgrade").filter(UPGRADE::equalsIgnoreCase).isPresent();
  }

  /// Answers with a web socket. The conversation runs on a thread of its own after the handler has
  /// returned.
  ///
  /// @throws HttpError if the client has not asked for one, asked in a wrong way, or there are
  ///   too many
  public void webSocket(WebSocket.Conversation newConversation) {
    if (!asksForWebSocket()) {
      throw new HttpError(400, "this is a web socket; ask for an upgrade");
    }
    if (header("Sec-WebSocket-Version").filter("13"::equals).isEmpty()) {
      setHeader("Sec-WebSocket-Version", "13");
      throw new HttpError(426, "web sockets need version 13 of their protocol");
    }
    if (header("Sec-WebSocket-Key").isEmpty() || !method().equals("GET")) {
      throw new HttpError(400, "the request for a web socket has no key");
    }
    if (!webSockets.takePlace()) {
      throw new HttpError(503, "too many web sockets are open");
    }
    answer.leaveToWebSocket();
    conversation = Optional.of(newConversation);
  }

  /// The conversation that the handler has asked for.
  Optional<WebSocket.Conversation> conversation() {
    return conversation;
  }

  /// Reads a body of the type `multipart/form-data`, part by part, while it comes in.
  ///
  /// @throws HttpError if it is something else, malformed or too large
  public void multipart(PartReader reader) throws IOException {
    new Multipart(header("Content-Type").orElse(""), bodyStream()).read(reader);
  }

  /// Takes the parts of a body.
  @FunctionalInterface
  public interface PartReader {
    /// Takes a part.
    ///
    /// @param field the name of the field
    /// @param file the name of the file as the client sent it; empty if it is not one
    /// @param content to be read before this returns; the rest is passed over
    void read(String field, Optional<String> file, InputStream content) throws IOException;
  }

  /// Closes the connection at once. May be called by any thread; one that is sending then gets
  /// a [ClientGoneException].
  public void disconnect() {
    request.getConnectionMetaData().getConnection().getEndPoint().close();
  }
}
