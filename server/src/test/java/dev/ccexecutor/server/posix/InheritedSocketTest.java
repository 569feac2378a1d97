package dev.ccexecutor.server.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class InheritedSocketTest {
  @TempDir Path directory;

  @BeforeAll
  static void loadSockets() {
    Epoll.ensureAvailability();
  }

  @Test
  void shouldTellTheAddressWhenItIsATcpSocketThatListens() throws IOException {
    Socket socket = Socket.newSocketStream();
    try {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      socket.listen(1);

      assertThat(InheritedSocket.adopt(socket.intValue())).isEqualTo(socket.localAddress());
    } finally {
      socket.close();
    }
  }

  @Test
  void shouldRefuseWhenItIsAUnixSocketThatListens() throws IOException {
    Socket socket = Socket.newSocketDomain();
    try {
      socket.bind(new DomainSocketAddress(directory.resolve("a-name-long-enough").toFile()));
      socket.listen(1);

      assertThatThrownBy(() -> InheritedSocket.adopt(socket.intValue()))
          .isInstanceOf(IOException.class)
          .hasMessage("is no TCP socket");
    } finally {
      socket.close();
    }
  }

  @Test
  void shouldRefuseWhenItIsNoSocket() throws IOException {
    FileDescriptor file = FileDescriptor.from("/dev/null");
    try {
      assertThatThrownBy(() -> InheritedSocket.adopt(file.intValue()))
          .isInstanceOf(IOException.class)
          .hasMessage("is no socket")
          .hasStackTraceContaining("ENOTSOCK");
    } finally {
      file.close();
    }
  }
}
