package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class PendingConnectionsTest {
  @RegisterExtension
  static final RunningTestServer SERVER =
      RunningTestServer.withSettings(
          "max-pending-connections", "6", "max-pending-connections-per-address", "4");

  private final List<Socket> sockets = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Test
  void shouldCloseTheOldestWhenAnAddressHasMoreThanItMay() throws Exception {
    Socket oldest = connect("127.0.0.1");
    Socket second = connect("127.0.0.1");
    for (int number = 0; number < 3; number++) {
      connect("127.0.0.1");
    }

    assertThat(oldest.getInputStream().read()).isEqualTo(-1);
    assertThatThrownBy(second.getInputStream()::read).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void shouldCloseTheOldestOfAllWhenThereAreMoreThanMayBe() throws Exception {
    Socket oldest = connect("127.0.0.2");
    for (int number = 3; number <= 8; number++) {
      connect("127.0.0." + number);
    }

    assertThat(oldest.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void shouldLetClientsInWhenOthersDoNothing() throws Exception {
    List<TestClient> clients = new ArrayList<>();
    for (int number = 0; number < 12; number++) {
      connect("127.0.0.1");
      clients.add(SERVER.connect());
    }

    for (TestClient client : clients) { // A session is never closed for a newcomer.
      client.assertAlive();
    }
  }

  private Socket connect(String from) throws Exception {
    Socket socket = new Socket();
    sockets.add(socket);
    socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), SERVER.port()));
    socket.setSoTimeout(1_000);
    return socket;
  }
}
