package dev.ccexecutor.server.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.ccexecutor.server.Server;
import dev.ccexecutor.server.testkit.CapturedLog;
import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.HttpExchange;
import dev.ccexecutor.server.testkit.ProcessSnapshot;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;

/**
 * The server that is fed with inputs, one for the life of this process. Now and then it is looked
 * after: it serves a new client, has no session, no command and no descriptor more than at first,
 * has lost no buffer, and logged no error.
 */
final class FuzzedServer {
  private static final int INPUTS_BETWEEN_CHECKS = 200;
  private static final int PATIENCE_MILLIS = 20_000;

  private static FuzzedServer one;

  private final RunningTestServer server;
  private final CapturedLog log = CapturedLog.ofPackage(Server.class);
  private final CapturedLog leaks = CapturedLog.ofPackage(ResourceLeakDetector.class);
  private final CapturedLog pipelines = CapturedLog.ofPackage(Channel.class);
  private final ProcessSnapshot atFirst;
  private int inputs;

  private FuzzedServer() throws Exception {
    server =
        RunningTestServer.start(
            // Whatever line comes out of the fuzzer must do no harm.
            "shell", "/bin/false", "event-loops", "1", "reader-loops", "1");
    assertServes();
    atFirst = ProcessSnapshot.take();
  }

  static synchronized FuzzedServer get() throws Exception {
    if (one == null) {
      one = new FuzzedServer();
    }
    return one;
  }

  /** For the JVM of other tests too; the next input starts another one. */
  static synchronized void stop() throws IOException {
    if (one != null) {
      FuzzedServer stopped = one;
      one = null;
      stopped.log.close();
      stopped.leaks.close();
      stopped.pipelines.close();
      stopped.server.close();
    }
  }

  Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    return socket;
  }

  /** To be called after each input. */
  void checkNowAndThen() throws Exception {
    inputs++;
    if (inputs % INPUTS_BETWEEN_CHECKS == 0) {
      check();
    }
  }

  /** Whether it is as it was. */
  void check() throws Exception {
    assertServes();
    Deadline.await("the sessions to end").until(() -> health().contains("\"active_sessions\":0,"));
    atFirst.awaitReturn();
    System.gc();
    UnpooledByteBufAllocator.DEFAULT.directBuffer(1).release(); // Then leaks are told.
    assertThat(leaks.atLeast(Level.ERROR)).isEmpty();
    assertThat(log.atLeast(Level.ERROR)).isEmpty();
    assertThat(pipelines.atLeast(Level.WARN)).as("what handlers threw").isEmpty();
  }

  private String health() throws IOException {
    return HttpExchange.send(server.port(), "GET", "/health").body();
  }

  private void assertServes() throws Exception {
    try (TestClient client = server.connect()) {
      client.assertAlive();
      assertThat(client.run(Map.of("argv", List.of("true"))).stdout()).isEmpty();
    }
  }
}
