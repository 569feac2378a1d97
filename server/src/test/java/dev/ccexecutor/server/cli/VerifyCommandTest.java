package dev.ccexecutor.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.jsonrpc.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The manifests here are written by hand: what servers write must stay readable. */
@Timeout(30)
class VerifyCommandTest {
  private static final byte[] OUTPUT = "hello\n".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path directory;
  private final ProgramRun program = new ProgramRun(Map.of());

  @BeforeEach
  void transcript() throws IOException {
    Files.write(directory.resolve("stdout"), OUTPUT);
    write(manifest("completed", true));
  }

  @Test
  void shouldSayThatNothingChangedWhenNothingDid() throws IOException {
    String sha256 = sha256(Files.readAllBytes(directory.resolve("execution.json")));

    assertThat(verify("--sha256", sha256.toUpperCase(Locale.ROOT))).isZero();

    assertThat(program.out())
        .startsWith(directory + ": complete and unchanged\n")
        .contains("marker " + "ab".repeat(16), "exit code 0", sha256)
        .doesNotContain("not compared");
  }

  @Test
  void shouldSayThatTheManifestWasNotComparedWhenThereIsNothingToCompareItWith() {
    assertThat(verify()).isZero();

    assertThat(program.out()).contains("(not compared: no --sha256)");
  }

  @Test
  void shouldSayWhatChangedWhenSomethingDid() throws IOException {
    Files.writeString(directory.resolve("stdout"), "hallo\n");
    Files.writeString(directory.resolve("more"), "");

    assertThat(verify()).isEqualTo(3);

    assertThat(program.out())
        .contains(": CHANGED", "- stdout has other bytes than it had", "- more was added");
  }

  @Test
  void shouldSayThatItIsNotTheManifestWhenTheChecksumIsAnother() {
    assertThat(verify("--sha256", "0".repeat(64))).isEqualTo(3);

    assertThat(program.out()).contains("- execution.json is not the one with that SHA-256");
  }

  @Test
  void shouldTellIncompleteFromLostFromUnreadable() throws IOException {
    write(manifest("completed", false));
    assertThat(verify()).isEqualTo(4);
    write(manifest("lost", false));
    assertThat(verify()).isEqualTo(5);
    Files.delete(directory.resolve("execution.json"));
    assertThat(verify()).isEqualTo(6);
  }

  @Test
  void shouldAnswerInJsonWhenAsked() {
    assertThat(verify("--json")).isZero();

    JsonNode answer = Json.MAPPER.readTree(program.out());
    assertThat(answer.get("verdict").stringValue()).isEqualTo("unchanged");
    assertThat(answer.get("findings").size()).isZero();
    assertThat(answer.get("execution_id").stringValue()).isEqualTo("build-7");
    assertThat(answer.get("end").get("exit_code").intValue()).isZero();
  }

  @Test
  void shouldRefuseTheCommandLineWhenTheChecksumIsNone() {
    assertThat(verify("--sha256", "abc")).isEqualTo(2);

    assertThat(program.err()).contains("--sha256: not 64 hex digits");
  }

  private int verify(String... options) {
    String[] arguments = new String[options.length + 2];
    arguments[0] = "verify";
    System.arraycopy(options, 0, arguments, 1, options.length);
    arguments[arguments.length - 1] = directory.toString();
    return program.execute(arguments);
  }

  private void write(String manifest) throws IOException {
    Files.writeString(directory.resolve("execution.json"), manifest);
  }

  private static String manifest(String state, boolean complete) {
    CRC32C crc = new CRC32C();
    crc.update(OUTPUT);
    String crc32c = HexFormat.of().toHexDigits((int) crc.getValue());
    return """
    {"format":1,"state":"%s","execution_id":"build-7","marker":"%s","instance_id":"i",
     "server_version":"1.0.0","command":"echo hello","started_at":"2026-01-02T03:04:05Z",
     "fingerprint":"f","labels":{},"spool":"all","ended_at":"2026-01-02T03:04:06Z",
     "end":{"execution_id":"build-7","status":"completed","exit_code":0,"reason":"exit",
       "pid":7,"pgid":7,"execution_time":1.0,"stdout":{"bytes":6,"crc32c":"%s"},
       "stderr":{"bytes":0,"crc32c":"00000000"},"drained":true,"tree_empty":true},
     "complete":%s,"missing":[],
     "files":[{"file":"stdout","bytes":6,"sha256":"%s","stream":"stdout","from":0,
       "crc32c":"%s"}]}
    """
        .formatted(state, "ab".repeat(16), crc32c, complete, sha256(OUTPUT), crc32c);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
