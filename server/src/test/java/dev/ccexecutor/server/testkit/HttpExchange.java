package dev.ccexecutor.server.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** HTTP spoken by hand over a plain socket. */
public final class HttpExchange {
  private static final String END_OF_HEAD = "\r\n\r\n";

  private HttpExchange() {}

  /**
   * A response.
   *
   * @param headers by their names in whatever case; of repeated ones the last
   */
  public record Response(int status, Map<String, String> headers, String body) {}

  /** Sends a request that asks for the connection's end, and reads until that. */
  public static Response send(int port, String method, String path, String... headerLines)
      throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) Deadline.DEFAULT.toMillis());
      socket.getOutputStream().write(request(method, path, headerLines));
      InputStream in = socket.getInputStream();
      Response head = readHead(in);
      return new Response(
          head.status(), head.headers(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** Sends these bytes, and returns all that comes until the server ends the connection. */
  public static String sendRaw(int port, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) Deadline.DEFAULT.toMillis());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private static byte[] request(String method, String path, String... headerLines) {
    StringBuilder request =
        new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
    for (String line : headerLines) {
      request.append(line).append("\r\n");
    }
    request.append("Connection: close").append(END_OF_HEAD);
    return request.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** Reads up to the blank line and no byte further. */
  static Response readHead(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!endsHead(head)) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the stream ended within a head: " + head);
      }
      head.write(next);
    }
    String[] lines = head.toString(StandardCharsets.US_ASCII).split("\r\n");
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.put(lines[i].substring(0, colon), lines[i].substring(colon + 1).trim());
    }
    return new Response(Integer.parseInt(lines[0].split(" ")[1]), headers, "");
  }

  private static boolean endsHead(ByteArrayOutputStream head) {
    return head.size() >= END_OF_HEAD.length()
        && head.toString(StandardCharsets.US_ASCII).endsWith(END_OF_HEAD);
  }
}
