package dev.ccexecutor.server.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** MCP over HTTP on one connection, whose bytes are written and read by hand, by one thread. */
public final class McpConnection implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  /** Small, so that a client that stops reading is felt soon. */
  private static final int RECEIVE_BUFFER_BYTES = 64 * 1024;

  private final Socket socket = new Socket();
  private final InputStream in;
  private HttpExchange.Response head;
  private long leftInChunk;

  private McpConnection(int port) throws IOException {
    socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) Deadline.DEFAULT.toMillis());
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    in = new BufferedInputStream(socket.getInputStream());
  }

  /**
   * An event of a stream.
   *
   * @param id empty if it has none
   * @param data empty if it has none
   */
  public record Event(String id, String data) {
    public JsonNode message() {
      return JSON.readTree(data);
    }
  }

  /** An answer with its whole body. */
  public record Answer(HttpExchange.Response head, String body) {
    public int status() {
      return head.status();
    }

    public String header(String name) {
      return head.headers().get(name);
    }

    public JsonNode message() {
      return JSON.readTree(body);
    }
  }

  public static McpConnection open(int port) throws IOException {
    return new McpConnection(port);
  }

  /** Sends a message with what such a request has at the least. */
  public McpConnection post(String message, String... headerLines) throws IOException {
    return sendRaw(bytesOfPost(message, headerLines));
  }

  /** The bytes of such a request. */
  public static byte[] bytesOfPost(String message, String... headerLines) {
    List<String> lines = new ArrayList<>(List.of(headerLines));
    lines.add("Content-Type: application/json");
    lines.add("Accept: application/json, text/event-stream");
    return bytes("POST", message, lines.toArray(String[]::new));
  }

  /** Asks for a stream. */
  public McpConnection get(String... headerLines) throws IOException {
    List<String> lines = new ArrayList<>(List.of(headerLines));
    lines.add("Accept: text/event-stream");
    return send("GET", null, lines.toArray(String[]::new));
  }

  /**
   * Sends a request.
   *
   * @param body null for none
   */
  public McpConnection send(String method, String body, String... headerLines) throws IOException {
    return sendRaw(bytes(method, body, headerLines));
  }

  private static byte[] bytes(String method, String body, String... headerLines) {
    StringBuilder request = new StringBuilder(method + " /mcp HTTP/1.1\r\nHost: localhost\r\n");
    for (String line : headerLines) {
      request.append(line).append("\r\n");
    }
    byte[] bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
    if (body != null) {
      request.append("Content-Length: ").append(bytes.length).append("\r\n");
    }
    request.append("\r\n");
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(request.toString().getBytes(StandardCharsets.ISO_8859_1));
    whole.writeBytes(bytes);
    return whole.toByteArray();
  }

  /** Sends bytes as they are. */
  public McpConnection sendRaw(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** Reads the head of an answer. */
  public HttpExchange.Response readHead() throws IOException {
    head = HttpExchange.readHead(in);
    leftInChunk = 0;
    return head;
  }

  /** Reads an answer that is a document. */
  public Answer readAnswer() throws IOException {
    readHead();
    return readDocument();
  }

  /** Reads an answer in either form: one that takes its time becomes a stream. */
  public JsonNode readResponse() throws IOException {
    if (!readHead().headers().getOrDefault("Content-Type", "").equals("text/event-stream")) {
      return readDocument().message();
    }
    JsonNode last = null;
    for (Event event = readEvent(); event != null; event = readEvent()) {
      last = event.data().isEmpty() ? last : event.message();
    }
    return last;
  }

  private Answer readDocument() throws IOException {
    int length = Integer.parseInt(head.headers().getOrDefault("Content-Length", "0"));
    return new Answer(head, new String(in.readNBytes(length), StandardCharsets.UTF_8));
  }

  /** Reads the next event of the stream; null at its end. Comments are left out. */
  public Event readEvent() throws IOException {
    String id = "";
    String data = "";
    boolean any = false;
    while (true) {
      String line = readLine();
      if (line == null) {
        return null;
      }
      if (line.isEmpty() && any) {
        return new Event(id, data);
      }
      if (line.startsWith("id: ")) {
        id = line.substring("id: ".length());
        any = true;
      } else if (line.startsWith("data: ")) {
        data = line.substring("data: ".length());
        any = true;
      }
    }
  }

  /** Reads the next line of the stream, comments and all; null at its end. */
  public String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = readByte(); next != '\n'; next = readByte()) {
      if (next < 0) {
        return null;
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  private int readByte() throws IOException {
    if (leftInChunk == 0) {
      leftInChunk = readChunkHead();
      if (leftInChunk == 0) {
        return -1;
      }
    }
    int next = in.read();
    if (next < 0) {
      throw new EOFException("the connection ended within a stream");
    }
    if (--leftInChunk == 0) {
      skipLineEnd();
    }
    return next;
  }

  private long readChunkHead() throws IOException {
    StringBuilder digits = new StringBuilder();
    for (int next = in.read(); next != '\r'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the connection ended within a stream");
      }
      digits.append((char) next);
    }
    in.read();
    long bytes = Long.parseLong(digits.toString(), 16);
    if (bytes == 0) {
      skipLineEnd();
    }
    return bytes;
  }

  private void skipLineEnd() throws IOException {
    in.read();
    in.read();
  }

  /** Reads what still comes until the server ends the connection. */
  public String readAll() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Throws away what still comes, and says whether the server ends the connection then. */
  public boolean hasEnded() throws IOException {
    try {
      while (in.read() >= 0) {
        // It is not looked at.
      }
      return true;
    } catch (SocketTimeoutException open) {
      return false;
    } catch (SocketException reset) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
