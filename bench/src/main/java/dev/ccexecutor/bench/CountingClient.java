package dev.ccexecutor.bench;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A client that only counts, made to be no limit of what it measures: one blocking socket, one
 * large buffer outside the heap, no JSON, no copies. For one thread, on which all reading is done
 * too: who does not call, does not read.
 *
 * <p>It is not the Java client of the module {@code protocol}, on purpose: what that costs is none
 * of the server's, and {@link ClientFloodBenchmark} is there to tell it.
 */
public final class CountingClient implements Closeable {
  private static final int BUFFER_BYTES = 1024 * 1024;
  private static final int IDLE_BUFFER_BYTES = 4096;
  private static final int FINAL_TEXT = 0x81;
  private static final int MASKED = 0x80;
  private static final int LENGTH_IN_16_BITS = 126;
  private static final int MAX_16_BITS = 0xffff;
  private static final int LONGEST_HEADER = 2 + Short.BYTES + Integer.BYTES;

  /** A mask of zeros leaves the payload as it is (RFC 6455, 5.3). */
  private static final int NO_MASK = 0;

  private static final String UPGRADE =
      String.join(
          "\r\n",
          "GET %s HTTP/1.1",
          "Host: localhost",
          "Connection: Upgrade",
          "Upgrade: websocket",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
          "\r\n");
  private static final String UPGRADED = "HTTP/1.1 101 ";
  private static final String END_OF_HEADERS = "\r\n\r\n";

  private final SocketChannel socket;
  private final TimeLimit limit;
  private final ByteBuffer buffer;
  private final Deque<String> messages = new ArrayDeque<>();
  private final FrameScanner scanner;
  private long receivedBytes;

  /** Connects to CC-Executor's own server and upgrades; it may stay connected for ever. */
  CountingClient(InetSocketAddress address) throws IOException {
    this(Endpoint.ofThisServer(address), TimeLimit.NONE, BUFFER_BYTES);
  }

  private CountingClient(Endpoint endpoint, Duration life, int bufferBytes) throws IOException {
    buffer = ByteBuffer.allocateDirect(bufferBytes);
    scanner = new FrameScanner(endpoint.binaryHeaderBytes(), messages::add);
    socket = SocketChannel.open();
    limit = new TimeLimit(socket, life);
    try {
      socket.connect(endpoint.address());
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
      upgrade(endpoint.path());
    } catch (IOException e) {
      close();
      throw limit.explain(e);
    }
  }

  /**
   * Connects and upgrades.
   *
   * @param life after so long the connection is closed, and whatever waits on it fails
   */
  public static CountingClient connect(Endpoint endpoint, Duration life) throws IOException {
    return new CountingClient(endpoint, life, BUFFER_BYTES);
  }

  /** The same with a buffer so small that thousands of them do no harm. */
  public static CountingClient connectIdle(Endpoint endpoint, Duration life) throws IOException {
    return new CountingClient(endpoint, life, IDLE_BUFFER_BYTES);
  }

  private void upgrade(String path) throws IOException {
    write(ByteBuffer.wrap(UPGRADE.formatted(path).getBytes(StandardCharsets.US_ASCII)));
    StringBuilder response = new StringBuilder();
    fill();
    while (response.indexOf(END_OF_HEADERS) < 0) {
      if (!buffer.hasRemaining()) {
        fill();
      }
      response.append((char) buffer.get());
    }
    if (response.indexOf(UPGRADED) != 0) {
      throw new IOException("the server did not upgrade: " + response);
    }
    scanner.scan(buffer);
  }

  /** Sends one text message. */
  public void send(byte[] message) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(LONGEST_HEADER + message.length).put((byte) FINAL_TEXT);
    if (message.length < LENGTH_IN_16_BITS) {
      frame.put((byte) (MASKED | message.length));
    } else if (message.length <= MAX_16_BITS) {
      frame.put((byte) (MASKED | LENGTH_IN_16_BITS)).putShort((short) message.length);
    } else {
      throw new IllegalArgumentException("longer than this client can send: " + message.length);
    }
    write(frame.putInt(NO_MASK).put(message).flip());
  }

  /** The child's bytes in all frames that were received whole. */
  public long childBytes() {
    return scanner.childBytes();
  }

  /** The data frames that were received whole. */
  long dataFrames() {
    return scanner.dataFrames();
  }

  /** All bytes that came over the socket, headers and what JSON makes of the child's bytes too. */
  public long receivedBytes() {
    return receivedBytes;
  }

  /** Reads until so many of the child's bytes have come since the beginning. */
  void readUntil(long bytes) throws IOException {
    while (scanner.childBytes() < bytes) {
      read();
    }
  }

  /** Reads until there is any of the child's bytes. */
  public void awaitOutput() throws IOException {
    readUntil(1);
  }

  /**
   * Reads until this time has come.
   *
   * @param nanoTime of {@link System#nanoTime}
   */
  public void readUntilTime(long nanoTime) throws IOException {
    while (System.nanoTime() - nanoTime < 0) {
      read();
    }
  }

  /** Reads until a message comes that has this text in it, and returns it. */
  public String awaitMessage(String text) throws IOException {
    while (true) {
      while (!messages.isEmpty()) {
        String message = messages.poll();
        if (message.contains(text)) {
          return message;
        }
        if (message.contains("\"error\":")) {
          throw new IOException("the server answered with an error: " + message);
        }
      }
      read();
    }
  }

  /** Reads until the server has closed the connection. */
  public void awaitClose() throws IOException {
    while (!scanner.isClosed() && tryFill()) {
      scanner.scan(buffer);
    }
  }

  private void read() throws IOException {
    fill();
    scanner.scan(buffer);
    if (scanner.isClosed()) {
      throw new EOFException("the server has closed the connection with a close frame");
    }
  }

  private void fill() throws IOException {
    if (!tryFill()) {
      throw new EOFException("the server has closed the connection");
    }
  }

  private boolean tryFill() throws IOException {
    buffer.clear();
    int count;
    try {
      count = socket.read(buffer);
    } catch (ClosedChannelException e) {
      throw limit.explain(e);
    }
    buffer.flip();
    receivedBytes += Math.max(0, count);
    return count >= 0;
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      socket.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    limit.close();
    socket.close();
  }
}
