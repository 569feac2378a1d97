package dev.ccexecutor.server.cli.client;

import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;

/** Asks a server over HTTP how it is. */
public final class HealthProbe {
  private static final int PATIENCE_MILLIS = 4_000;
  private static final int LONGEST_REPLY_BYTES = 16 * 1024;
  private static final int WEB_SOCKET_PORT = 80;
  private static final int SECURE_PORT = 443;

  private HealthProbe() {}

  /**
   * What it said.
   *
   * @param text for a person
   */
  public record Reply(boolean isWell, String text) {}

  /**
   * Asks, over one connection. Blocks for a few seconds at most.
   *
   * @param server a URL of {@link ServerAddress}
   * @param path of a health check
   * @throws IOException if there was no answer in HTTP
   */
  public static Reply ask(URI server, String path) throws IOException {
    boolean secure = "wss".equalsIgnoreCase(server.getScheme());
    int port = server.getPort() >= 0 ? server.getPort() : secure ? SECURE_PORT : WEB_SOCKET_PORT;
    String host = server.getHost();
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
      plain.setSoTimeout(PATIENCE_MILLIS);
      if (!secure) {
        return ask(plain, host + ":" + port, path);
      }
      try (SSLSocket socket = wrap(plain, host, port)) {
        return ask(socket, host + ":" + port, path);
      }
    }
  }

  /** Nothing secret goes there, so whose certificate it is does not matter. */
  private static SSLSocket wrap(Socket plain, String host, int port) throws IOException {
    JdkSslContext context =
        (JdkSslContext)
            SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .build();
    return (SSLSocket) context.context().getSocketFactory().createSocket(plain, host, port, true);
  }

  private static Reply ask(Socket socket, String authority, String path) throws IOException {
    String request =
        "GET " + path + " HTTP/1.1\r\nHost: " + authority + "\r\nConnection: close\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    byte[] bytes = socket.getInputStream().readNBytes(LONGEST_REPLY_BYTES);
    return read(new String(bytes, StandardCharsets.UTF_8));
  }

  static Reply read(String reply) throws IOException {
    String[] words = reply.lines().findFirst().orElse("").split(" ", 3);
    if (words.length < 2 || !words[0].startsWith("HTTP/1.")) {
      throw new IOException("that is no answer in HTTP");
    }
    int body = reply.indexOf("\r\n\r\n");
    String text = body < 0 ? "" : reply.substring(body).strip();
    return new Reply(words[1].equals("200"), text.isEmpty() ? "HTTP status " + words[1] : text);
  }
}
