package dev.ccexecutor.server.posix;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Single messages to a datagram socket of this machine (unix(7)), which Java has none of. It takes
 * the calls that are linked already: a server that is asked for this links nothing more.
 */
public final class UnixDatagram {
  private static final long AF_UNIX = 1;
  private static final long SOCK_DGRAM_CLOEXEC_NONBLOCK = 2 | 0x80000 | 0x800;
  private static final int EAGAIN = 11;

  /** sun_path of sockaddr_un. */
  private static final int MOST_NAME_BYTES = 108;

  private static final int NAME_OFFSET = 2;
  private static final int TRIES = 100;
  private static final long TRY_MILLIS = 10;

  private UnixDatagram() {}

  /**
   * Sends one. Blocks for a second at most, where the receiver does not read.
   *
   * @param name a path, or an abstract name with an {@code @} in the place of its zero
   * @throws IOException if it does not arrive
   */
  public static void send(String name, String message) throws IOException, InterruptedException {
    FileDescriptor socket =
        new FileDescriptor(
            (int)
                new RawCall("socket", Machine.SYS_SOCKET)
                    .make(AF_UNIX, SOCK_DGRAM_CLOEXEC_NONBLOCK));
    try (Arena arena = Arena.ofConfined()) {
      connect(arena, socket.intValue(), name);
      MemorySegment bytes = arena.allocateFrom(message, StandardCharsets.UTF_8);
      write(socket.intValue(), bytes, bytes.byteSize() - 1); // Without C's zero.
    } finally {
      socket.close();
    }
  }

  private static void connect(Arena arena, int socket, String name) throws IOException {
    byte[] path = name.getBytes(StandardCharsets.UTF_8);
    boolean isAbstract = name.startsWith("@");
    if (!isAbstract && !name.startsWith("/")) {
      throw new IOException("is no path and no abstract name");
    }
    if (path.length >= MOST_NAME_BYTES) {
      throw new IOException("is too long for a socket's name");
    }
    MemorySegment address = arena.allocate(NAME_OFFSET + MOST_NAME_BYTES, Short.BYTES);
    address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(path, 0, address, ValueLayout.JAVA_BYTE, NAME_OFFSET, path.length);
    if (isAbstract) {
      address.set(ValueLayout.JAVA_BYTE, NAME_OFFSET, (byte) 0);
    }
    // An abstract name is as long as the address; a path ends with a zero.
    long length = NAME_OFFSET + path.length + (isAbstract ? 0L : 1L);
    new RawCall("connect", Machine.SYS_CONNECT).make(socket, address.address(), length, 0);
  }

  private static void write(int socket, MemorySegment bytes, long length)
      throws IOException, InterruptedException {
    RawCall write = new RawCall("write", Machine.SYS_WRITE);
    for (int tries = 1; ; tries++) {
      try {
        write.make(socket, bytes.address(), length, 0);
        return;
      } catch (PosixException e) {
        if (e.errno() != EAGAIN || tries == TRIES) {
          throw e;
        }
        Thread.sleep(TRY_MILLIS);
      }
    }
  }
}
