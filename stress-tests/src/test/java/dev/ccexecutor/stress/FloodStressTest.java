package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ccexecutor.protocol.execution.CompletionStatus;
import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Much output, held against the checksum of what the command wrote. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FloodStressTest {

  private static final int FLOOD_BYTES = 64 << 20;
  private static final int BLOCK_BYTES = 1 << 20;
  private static final long SEED = 2026;

  private static final double RATED_SECONDS = 5;
  private static final long BYTES_PER_SECOND = 50_000;

  /** No check of pv's clock: only nothing should be missing, doubled or held back to the end. */
  private static final int RATE_FACTOR = 2;

  private static final long FEWEST_MESSAGES = 10;

  @RegisterExtension static final ServerUnderTest server = ServerUnderTest.detectingLeaks();

  @TempDir Path directory;

  @Test
  void shouldDeliverAFloodWholeWhenOutputIsText() throws Exception {
    String sha256 = writeText(directory.resolve("flood"));
    try (StressClient client = server.connect()) {
      ObservedExecution cat = startCat(client, OutputForm.TEXT);
      assertWhole(cat.awaitWholeJson(), cat.jsonOutput().stdout(), sha256);
    }
  }

  @Test
  void shouldDeliverAFloodWholeWhenOutputIsBase64() throws Exception {
    String sha256 = writeBytes(directory.resolve("flood"));
    try (StressClient client = server.connect()) {
      ObservedExecution cat = startCat(client, OutputForm.BASE64);
      assertWhole(cat.awaitWholeJson(), cat.jsonOutput().stdout(), sha256);
    }
  }

  @Test
  void shouldDeliverAFloodWholeWhenOutputIsBinary() throws Exception {
    String sha256 = writeBytes(directory.resolve("flood"));
    try (StressClient client = server.connect()) {
      ObservedExecution cat = startCat(client, OutputForm.BINARY);
      assertWhole(cat.awaitWholeBinary(), cat.binaryOutput().stdout(), sha256);
    }
  }

  @Test
  void shouldKeepPaceWhenOutputComesAtAGivenRate() throws Exception {
    assumeTrue(isOnPath("pv"), "pv is not installed (Debian: apt-get install pv)");
    try (StressClient client = server.connect()) {
      ObservedExecution rated =
          client.start(
              server.command("yes | pv -qL " + BYTES_PER_SECOND).timeout(RATED_SECONDS).grace(1));
      ProcessCompleted end = rated.awaitWholeJson();
      assertThat(end.reason()).isEqualTo(EndReason.TIMEOUT);
      assertThat(end.treeEmpty()).isTrue();
      long expected = (long) (BYTES_PER_SECOND * RATED_SECONDS);
      assertThat(rated.jsonOutput().stdout().bytes())
          .isBetween(expected / RATE_FACTOR, expected * RATE_FACTOR);
      assertThat(rated.jsonOutput().stdout().messages()).isGreaterThan(FEWEST_MESSAGES);
    }
  }

  private ObservedExecution startCat(StressClient client, OutputForm form) throws Exception {
    return client.start(server.argv("cat", "flood").cwd(directory.toString()).output(form));
  }

  private static void assertWhole(ProcessCompleted end, ReceivedStream stdout, String sha256) {
    assertThat(end.status()).isEqualTo(CompletionStatus.COMPLETED);
    assertThat(end.drained()).isTrue();
    assertThat(stdout.bytes()).isEqualTo(FLOOD_BYTES);
    assertThat(stdout.sha256()).isEqualTo(sha256);
  }

  /** Characters of one to four bytes, lines of all lengths; blocks end anywhere in a character. */
  private static String writeText(Path file) throws IOException {
    Random random = new Random(SEED);
    int[] alphabet = {'a', 'Z', '0', ' ', '"', '\\', '\n', '\t', 0x7f, 'ä', 'ß', '€', '汉', 0x1F600};
    StringBuilder text = new StringBuilder();
    for (int count = 0; count < BLOCK_BYTES; count++) {
      text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
    }
    return write(file, text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String writeBytes(Path file) throws IOException {
    byte[] block = new byte[BLOCK_BYTES + 1];
    new Random(SEED).nextBytes(block);
    return write(file, block);
  }

  /** Repeats a block, and ends with blanks so that no character is cut at the end of the file. */
  private static String write(Path file, byte[] block) throws IOException {
    MessageDigest sha256 = ReceivedStream.newSha256();
    try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), sha256)) {
      int left = FLOOD_BYTES;
      for (; left >= block.length; left -= block.length) {
        out.write(block);
      }
      byte[] blanks = new byte[left];
      Arrays.fill(blanks, (byte) ' ');
      out.write(blanks);
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  private static boolean isOnPath(String program) {
    return Arrays.stream(System.getenv("PATH").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
