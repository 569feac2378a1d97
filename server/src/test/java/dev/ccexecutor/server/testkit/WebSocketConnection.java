package dev.ccexecutor.server.testkit;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * A WebSocket over a plain socket: sends whatever bytes it is given, right or wrong, and reads on a
 * thread of its own, which can be told to stop.
 */
public final class WebSocketConnection implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int NO_CODE = 1005;
  private static final int DATA_HEADER_BYTES = 16;

  /** Small, so that a client that stops reading is felt soon. */
  private static final int RECEIVE_BUFFER_BYTES = 64 * 1024;

  private final Socket socket;
  private final HttpExchange.Response handshake;
  private final DataInputStream in;
  private final Inbox inbox = new Inbox();
  private final ReadingGate gate = new ReadingGate();
  private final Thread reader;

  private WebSocketConnection(Socket socket, HttpExchange.Response handshake) throws IOException {
    this.socket = socket;
    this.handshake = handshake;
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    this.reader = Thread.ofPlatform().name("test-client-reader").daemon().start(this::readAll);
  }

  /**
   * Connects and shakes hands.
   *
   * @throws UpgradeRefusedException if the answer is not 101
   */
  public static WebSocketConnection open(int port, String path, String... headerLines)
      throws IOException {
    Socket socket = new Socket();
    try {
      socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setSoTimeout((int) Deadline.DEFAULT.toMillis());
      socket.getOutputStream().write(upgradeRequest(path, List.of(headerLines)));
      HttpExchange.Response response = HttpExchange.readHead(socket.getInputStream());
      if (response.status() != 101) {
        throw new UpgradeRefusedException(response);
      }
      socket.setSoTimeout(0);
      return new WebSocketConnection(socket, response);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static byte[] upgradeRequest(String path, List<String> headerLines) {
    StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n");
    request.append("Connection: Upgrade\r\nUpgrade: websocket\r\n");
    request.append("Sec-WebSocket-Version: 13\r\n");
    request.append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    headerLines.forEach(line -> request.append(line).append("\r\n"));
    return request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** The answer to the upgrade. */
  public HttpExchange.Response handshake() {
    return handshake;
  }

  public Inbox inbox() {
    return inbox;
  }

  /** Sends bytes as they are. */
  public void send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new AssertionError("the connection does not take any more", e);
    }
  }

  /** Sends bytes as they are, also where the server has no ears any more. */
  public void sendIgnoringFailure(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      inbox.note("sending failed: " + e.getMessage());
    }
  }

  /** Ends the sending direction of the TCP stream. */
  public void finishSending() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      inbox.note("ending the stream failed: " + e.getMessage());
    }
  }

  /** From now on the socket's buffers fill. At most one message that is being read still comes. */
  public void stopReading() {
    gate.close();
  }

  public void readOn() {
    gate.open();
  }

  /** Ends the connection as a crashed client does, with a reset. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
    gate.open();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    gate.open();
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void readAll() {
    try {
      while (gate.pass()) {
        inbox.add(received(WebSocketFrames.read(in)));
      }
    } catch (EOFException e) {
      inbox.add(new Received.EndOfStream(false));
    } catch (IOException e) {
      inbox.note("reading ended: " + e.getMessage());
      inbox.add(new Received.EndOfStream(true));
    } catch (RuntimeException | AssertionError e) {
      inbox.fail(e);
    }
  }

  private static Received received(WebSocketFrames.Frame frame) {
    byte[] payload = frame.payload();
    return switch (frame.opcode()) {
      case WebSocketFrames.TEXT -> new Received.Message(JSON.readTree(payload));
      case WebSocketFrames.BINARY -> data(ByteBuffer.wrap(payload));
      case WebSocketFrames.CLOSE -> close(ByteBuffer.wrap(payload));
      case WebSocketFrames.PING -> new Received.Ping();
      case WebSocketFrames.PONG -> new Received.Pong(new String(payload, StandardCharsets.UTF_8));
      default -> throw new AssertionError("an unexpected frame: opcode " + frame.opcode());
    };
  }

  private static Received data(ByteBuffer frame) {
    if (frame.remaining() < DATA_HEADER_BYTES) {
      throw new AssertionError("a data frame of " + frame.remaining() + " bytes");
    }
    int version = frame.get();
    int stream = frame.get();
    int flags = frame.getShort();
    int channel = frame.getInt();
    long offset = frame.getLong();
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    return new Received.Data(version, stream, flags, channel, offset, bytes);
  }

  private static Received close(ByteBuffer payload) {
    int code = payload.hasRemaining() ? payload.getShort() & 0xffff : NO_CODE;
    return new Received.Close(code, StandardCharsets.UTF_8.decode(payload).toString());
  }
}
