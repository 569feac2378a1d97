package dev.ccexecutor.stress.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;

/**
 * A WebSocket by hand, RFC 6455, for what a proper client can't be made to do: to send what is no
 * frame, and to vanish.
 */
public final class RawWebSocket implements Closeable {

  public static final int TEXT = 1;
  public static final int BINARY = 2;
  public static final int CLOSE = 8;
  public static final int PING = 9;

  private static final int PATIENCE_MILLIS = (int) Duration.ofSeconds(20).toMillis();
  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final int LENGTH_IN_TWO_BYTES = 126;
  private static final int LENGTH_IN_EIGHT_BYTES = 127;
  private static final int LONGEST_IN_TWO_BYTES = 0xffff;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;

  private RawWebSocket(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    this.out = socket.getOutputStream();
  }

  /** A frame as it was received; all are final. */
  public record Frame(int opcode, ByteBuffer payload) {

    public String text() {
      return StandardCharsets.UTF_8.decode(payload.duplicate()).toString();
    }

    /** Of a close frame; -1 if it has none. */
    public int closeCode() {
      return payload.remaining() < 2 ? -1 : payload.getShort(0) & 0xffff;
    }
  }

  /** Connects by TCP, and sends nothing. */
  public static RawWebSocket connect(URI server) throws IOException {
    return connect(server, new Socket());
  }

  private static RawWebSocket connect(URI server, Socket socket) throws IOException {
    socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), PATIENCE_MILLIS);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    return new RawWebSocket(socket);
  }

  /** Opens a WebSocket; the server's {@code connected} is still to be read. */
  public static RawWebSocket open(URI server) throws IOException {
    return shakeHands(server, connect(server));
  }

  /**
   * The same with more headers.
   *
   * @param headers lines, each with its end
   */
  public static RawWebSocket open(URI server, String headers) throws IOException {
    String handshake =
        handshake(server)
            .replaceFirst("\r\n\r\n$", "\r\n" + Matcher.quoteReplacement(headers) + "\r\n");
    return shakeHands(connect(server), handshake);
  }

  /** The same with a small receive buffer, so that little is lost with it. */
  public static RawWebSocket open(URI server, int receiveBufferBytes) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(receiveBufferBytes);
    return shakeHands(server, connect(server, socket));
  }

  private static RawWebSocket shakeHands(URI server, RawWebSocket opened) throws IOException {
    return shakeHands(opened, handshake(server));
  }

  private static RawWebSocket shakeHands(RawWebSocket opened, String handshake) throws IOException {
    opened.send(handshake.getBytes(StandardCharsets.US_ASCII));
    String head = opened.readHead();
    if (!head.startsWith("HTTP/1.1 101 ")) {
      opened.close();
      throw new IOException("no WebSocket: " + head);
    }
    return opened;
  }

  public static String handshake(URI server) {
    return "GET "
        + server.getPath()
        + " HTTP/1.1\r\nHost: "
        + server.getAuthority()
        + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  }

  /** Sends bytes as they are. */
  public void send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /** Sends one frame. */
  public void send(int opcode, byte[] payload) throws IOException {
    send(frame(FINAL | opcode, payload));
  }

  public void sendText(String text) throws IOException {
    send(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A frame with a mask of zeros, which leaves the payload as it is. */
  public static byte[] frame(int firstByte, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14).put((byte) firstByte);
    if (payload.length < LENGTH_IN_TWO_BYTES) {
      frame.put((byte) (MASKED | payload.length));
    } else if (payload.length <= LONGEST_IN_TWO_BYTES) {
      frame.put((byte) (MASKED | LENGTH_IN_TWO_BYTES)).putShort((short) payload.length);
    } else {
      frame.put((byte) (MASKED | LENGTH_IN_EIGHT_BYTES)).putLong(payload.length);
    }
    frame.putInt(0).put(payload).flip();
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    return bytes;
  }

  /** The next frame; an {@link java.io.EOFException} at the end of the connection. */
  public Frame read() throws IOException {
    int first = in.readUnsignedByte();
    int length = in.readUnsignedByte();
    if (length == LENGTH_IN_TWO_BYTES) {
      length = in.readUnsignedShort();
    } else if (length == LENGTH_IN_EIGHT_BYTES) {
      length = Math.toIntExact(in.readLong());
    }
    byte[] payload = new byte[length];
    in.readFully(payload);
    return new Frame(first & ~FINAL, ByteBuffer.wrap(payload));
  }

  /** Reads until a text frame has this in it. */
  public Frame readUntil(String part) throws IOException {
    Frame frame = read();
    while (!frame.text().contains(part)) {
      frame = read();
    }
    return frame;
  }

  /** Whatever comes until the other end closes. */
  public byte[] readAll() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    in.transferTo(all);
    return all.toByteArray();
  }

  /** Goes without a word, as a process does that is killed with unread data: TCP sends a reset. */
  public void vanish() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private String readHead() throws IOException {
    StringBuilder head = new StringBuilder();
    InputStream bytes = in;
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = bytes.read();
      if (next < 0) {
        throw new IOException("closed within the answer's head: " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }
}
