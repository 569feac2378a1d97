package dev.ccexecutor.stress;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A proxy that lets nobody out. Whoever is told to use it for all that is not on loopback shows
 * here with the first line of what it asked for.
 */
final class ClosedProxy implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 10_000;
  private static final int LINE_BYTES = 512;

  private final List<String> attempts = new CopyOnWriteArrayList<>();
  private final ServerSocket socket;

  private ClosedProxy(ServerSocket socket) {
    this.socket = socket;
  }

  static ClosedProxy open() throws IOException {
    ClosedProxy proxy =
        new ClosedProxy(new ServerSocket(0, /* backlog= */ 0, InetAddress.getLoopbackAddress()));
    Thread.ofPlatform().daemon().name("closed-proxy").start(proxy::turnAway);
    return proxy;
  }

  String url() {
    return "http://127.0.0.1:" + socket.getLocalPort();
  }

  /** The first lines of all who came. */
  List<String> attempts() {
    return List.copyOf(attempts);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void turnAway() {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept()) {
        client.setSoTimeout(PATIENCE_MILLIS);
        byte[] start = new byte[LINE_BYTES];
        int bytes = client.getInputStream().read(start);
        String text = new String(start, 0, Math.max(bytes, 0), StandardCharsets.ISO_8859_1);
        attempts.add(text.lines().findFirst().orElse("(nothing)"));
      } catch (SocketException closed) {
        // accept(2) ends like this when the test is over
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
