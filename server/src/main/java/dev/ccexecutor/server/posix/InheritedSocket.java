package dev.ccexecutor.server.posix;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;

/** A socket that this process was started with, to listen on. */
public final class InheritedSocket {
  private static final long SOL_SOCKET = 1;
  private static final long SO_TYPE = 3;
  private static final long SO_ACCEPTCONN = 30;
  private static final long SO_DOMAIN = 39;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int SOCK_STREAM = 1;
  private static final long F_SETFD = 2;
  private static final long F_GETFL = 3;
  private static final long F_SETFL = 4;
  private static final long FD_CLOEXEC = 1;
  private static final long O_NONBLOCK = 0x800;

  private static final RawCall FCNTL = new RawCall("fcntl", Machine.SYS_FCNTL);

  private InheritedSocket() {}

  /**
   * Makes it one that no child inherits and nobody waits in.
   *
   * @return what it is bound to
   * @throws IOException if it is no TCP socket that listens
   */
  public static InetSocketAddress adopt(int descriptor) throws IOException {
    Epoll.ensureAvailability();
    if (option(descriptor, SO_TYPE) != SOCK_STREAM || option(descriptor, SO_ACCEPTCONN) == 0) {
      throw new IOException("is no socket that listens for connections");
    }
    int family = option(descriptor, SO_DOMAIN);
    if (family != AF_INET && family != AF_INET6) {
      // Netty would read the name of a Unix socket as an address.
      throw new IOException("is no TCP socket");
    }
    InetSocketAddress address = new Socket(descriptor).localAddress();
    if (address == null) {
      throw new IOException("has no address");
    }
    FCNTL.make(descriptor, F_SETFD, FD_CLOEXEC, 0);
    FCNTL.make(descriptor, F_SETFL, FCNTL.make(descriptor, F_GETFL) | O_NONBLOCK, 0);
    return address;
  }

  private static int option(int descriptor, long name) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, Integer.BYTES);
      new RawCall("getsockopt", Machine.SYS_GETSOCKOPT)
          .make(descriptor, SOL_SOCKET, name, value.address(), length.address());
      return value.get(ValueLayout.JAVA_INT, 0);
    } catch (PosixException e) {
      throw new IOException("is no socket", e); // ENOTSOCK, or EBADF where nothing is open
    }
  }
}
