package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.BufferLeakGuard;
import dev.ccexecutor.server.testkit.ConnectionCut;
import dev.ccexecutor.server.testkit.GatheredOutput;
import dev.ccexecutor.server.testkit.NumberedLines;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.StreamName;
import dev.ccexecutor.server.testkit.TestClient;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that is cut off at random moments, and comes back each time. */
@Timeout(120)
@ExtendWith(BufferLeakGuard.class)
class CutOffTest {
  private static final NumberedLines LINES = new NumberedLines(200_000);
  private static final long WINDOW = 65_536;
  private static final long MOST_AT_A_TIME = 200_000;
  private static final int FEWEST_CUTS = 5;
  private static final long SEED = 4;

  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  @ParameterizedTest
  @CsvSource({
    "text, RESET",
    "text, HALF_OPEN",
    "text, FROZEN",
    "base64, RESET",
    "binary, RESET",
    "binary, HALF_OPEN",
    "binary, FROZEN"
  })
  void shouldGetEveryByteOnceWithAWindow(String form, ConnectionCut cut) throws Exception {
    Random random = new Random(SEED);
    GatheredOutput output = new GatheredOutput();
    TestClient client = SERVER.connectWithSubprotocol();
    RemoteCommand part =
        client.execute(Map.of("command", LINES.command(), "output", form, "window", WINDOW));
    output.beginWith(part);
    int cuts = 0;
    while (!readOn(part, output, random)) {
      cut.apply(client);
      TestClient cutOff = client;
      client = SERVER.connectWithSubprotocol();
      part = output.attach(client, part.id(), Map.of("output", form, "window", WINDOW));
      SERVER.forget(cutOff); // Not before: until now the server may take it for alive.
      cuts++;
    }

    output.assertMatchesEnd();
    LINES.assertAt(0, output.bytes(StreamName.STDOUT));
    assertThat(output.length(StreamName.STDOUT)).isEqualTo(LINES.bytes());
    assertThat(cuts).isGreaterThan(FEWEST_CUTS);
  }

  /**
   * Reads some of it, and acknowledges that, but for the last part now and then.
   *
   * @return whether that was the end
   */
  private static boolean readOn(RemoteCommand part, GatheredOutput output, Random random) {
    long target = output.length(StreamName.STDOUT) + random.nextLong(MOST_AT_A_TIME);
    while (!output.hasEnd() && output.length(StreamName.STDOUT) < target) {
      output.takeInUntil(StreamName.STDOUT, output.length(StreamName.STDOUT) + 1);
      long taken = output.length(StreamName.STDOUT);
      if (taken < target || random.nextBoolean()) {
        part.acknowledge(taken, 0);
      }
    }
    return output.hasEnd();
  }
}
