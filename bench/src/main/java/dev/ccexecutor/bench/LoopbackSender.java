package dev.ccexecutor.bench;

import dev.ccexecutor.protocol.execution.OutputForm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * A sender that does nothing but write to one client: it accepts, upgrades, and then repeats output
 * messages that were made beforehand, as a server would send them for {@code yes}.
 */
final class LoopbackSender {
  private static final int MAX_REQUEST_BYTES = 4096;
  private static final String UPGRADED =
      String.join(
          "\r\n",
          "HTTP/1.1 101 Switching Protocols",
          "Connection: Upgrade",
          "Upgrade: websocket",
          "\r\n");

  private final ServerSocketChannel listening;
  private final ByteBuffer frames;
  private final Thread thread;

  LoopbackSender(OutputForm form) throws IOException {
    frames = PreparedFrames.of(form);
    listening =
        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    thread = Thread.ofPlatform().name("loopback-sender").daemon().start(this::run);
  }

  InetSocketAddress address() throws IOException {
    return (InetSocketAddress) listening.getLocalAddress();
  }

  private void run() {
    try (SocketChannel client = listening.accept()) {
      client.read(ByteBuffer.allocate(MAX_REQUEST_BYTES)); // The request is one segment.
      writeAll(client, ByteBuffer.wrap(UPGRADED.getBytes(StandardCharsets.US_ASCII)));
      while (true) {
        writeAll(client, frames.duplicate());
      }
    } catch (AsynchronousCloseException e) {
      // Closed before a client came.
    } catch (IOException e) {
      // The client has gone, which is how every measurement ends.
    }
  }

  private static void writeAll(SocketChannel client, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      client.write(bytes);
    }
  }

  /** Returns when the sender has ended. The client must be closed before. */
  void awaitEnd() throws IOException, InterruptedException {
    listening.close();
    thread.join();
  }
}
