package dev.ccexecutor.server.execution.spool;

import static dev.ccexecutor.protocol.execution.StreamType.STDERR;
import static dev.ccexecutor.protocol.execution.StreamType.STDOUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.protocol.execution.TranscriptSummary;
import dev.ccexecutor.server.execution.spool.Verification.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class TranscriptVerifierTest {
  @TempDir private Path dataDirectory;
  private SpoolScene scene;
  private Path directory;
  private TranscriptSummary summary;

  @BeforeEach
  void transcript() {
    scene = new SpoolScene(dataDirectory);
    byte[] out = SpoolScene.pattern(100_000, 1);
    byte[] err = SpoolScene.pattern(5_000, 2);
    SpoolScene.Opened spool = scene.open("a", SpoolMode.ALL);
    spool.append(STDOUT, 0, out);
    spool.append(STDERR, 0, err);
    summary = spool.complete(out, err);
    directory = scene.directory("a");
  }

  @AfterEach
  void close() throws InterruptedException {
    scene.close();
  }

  @Test
  void shouldFindNothingWhenNothingChanged() {
    Verification verification = verify();

    assertThat(verification.verdict()).isEqualTo(Verdict.UNCHANGED);
    assertThat(verification.findings()).isEmpty();
    assertThat(verification.files()).isEqualTo(4);
    assertThat(verification.marker()).isEqualTo(SpoolScene.MARKER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stdout", "stderr", "stdout.checksums", "stderr.checksums"})
  void shouldFindAFlippedByteInAnyFile(String file) throws IOException {
    flip(directory.resolve(file), 33);

    assertChanged(file + " has other bytes than it had");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stdout", "stderr", "stdout.checksums", "stderr.checksums"})
  void shouldFindThatAnyFileIsShorter(String file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(directory.resolve(file), StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 1);
    }

    assertChanged(file + " has ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stdout", "stderr", "stdout.checksums", "stderr.checksums"})
  void shouldFindThatAnyFileIsMissing(String file) throws IOException {
    Files.delete(directory.resolve(file));

    assertChanged(file + " is missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"notes", "stdout.7", "execution.json.new"})
  void shouldFindThatAFileWasAdded(String file) throws IOException {
    Files.writeString(directory.resolve(file), "x");

    assertChanged(file + " was added");
  }

  @Test
  void shouldFindThatAFileIsALinkToTheSameBytes() throws IOException {
    Path elsewhere = Files.copy(directory.resolve("stdout"), dataDirectory.resolve("copy"));
    Files.delete(directory.resolve("stdout"));
    Files.createSymbolicLink(directory.resolve("stdout"), elsewhere);

    assertChanged("stdout is no file any more");
  }

  @Test
  void shouldFindAnyEditOfTheManifestWhenItsChecksumIsKnown() throws IOException {
    edit("echo", "rm");

    assertThat(verify().verdict()).isEqualTo(Verdict.CHANGED);
    assertThat(verify().findings())
        .containsExactly("execution.json is not the one with that SHA-256");
    Verification without = TranscriptVerifier.verify(directory, null);
    assertThat(without.verdict()).isEqualTo(Verdict.UNCHANGED);
    assertThat(without.manifestCompared()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "'\"bytes\" : 100000', '\"bytes\" : 100001'",
    "'\"from\" : 0', '\"from\" : 5'",
    "'\"state\" : \"completed\"', '\"state\" : \"finished\"'",
    "'\"format\" : 1', '\"format\" : 2'",
    "'\"files\" :', '\"fields\" :'",
    "'\"crc32c\" : \"', '\"crc32c\" : \"0'",
    "'\"marker\" :', '\"maker\" :'"
  })
  void shouldFindAnEditOfTheManifestWhenItContradictsWhatIsThere(String from, String to)
      throws IOException {
    edit(from, to);

    assertThat(TranscriptVerifier.verify(directory, null).verdict()).isEqualTo(Verdict.CHANGED);
  }

  @Test
  void shouldNotCallItCompleteWhenTheManifestDoesNot() throws IOException {
    edit("\"complete\" : true", "\"complete\" : false");

    assertThat(TranscriptVerifier.verify(directory, null).verdict()).isEqualTo(Verdict.INCOMPLETE);
  }

  @Test
  void shouldCheckTheBlocksWhenItIsNotSealed() throws IOException {
    SpoolScene.Opened running = scene.open("b", SpoolMode.ALL);
    running.append(STDOUT, 0, SpoolScene.pattern(1000, 3)).awaitWritten(STDOUT, 1000);
    Path unsealed = scene.directory("b");
    assertThat(TranscriptVerifier.verify(unsealed, null).verdict()).isEqualTo(Verdict.LOST);

    flip(unsealed.resolve("stdout"), 10);

    Verification verification = TranscriptVerifier.verify(unsealed, null);
    assertThat(verification.verdict()).isEqualTo(Verdict.CHANGED);
    assertThat(verification.findings()).containsExactly("stdout: the block at 0 has changed");
  }

  @Test
  void shouldSayThatItIsNoTranscriptWhenItIsNone() throws IOException {
    Path empty = Files.createDirectory(dataDirectory.resolve("empty"));

    assertThat(TranscriptVerifier.verify(empty, null).verdict()).isEqualTo(Verdict.UNREADABLE);
    assertThat(TranscriptVerifier.verify(empty.resolve("none"), null).verdict())
        .isEqualTo(Verdict.UNREADABLE);
    assertThat(TranscriptVerifier.verify(directory.resolve("stdout"), null).verdict())
        .isEqualTo(Verdict.UNREADABLE);
  }

  private Verification verify() {
    return TranscriptVerifier.verify(directory, summary.sha256());
  }

  private void assertChanged(String finding) {
    Verification verification = verify();
    assertThat(verification.verdict()).isEqualTo(Verdict.CHANGED);
    assertThat(verification.findings()).anySatisfy(line -> assertThat(line).startsWith(finding));
  }

  private void edit(String from, String to) throws IOException {
    Path manifest = directory.resolve("execution.json");
    String text = Files.readString(manifest);
    assertThat(text).contains(from);
    Files.writeString(manifest, text.replace(from, to));
  }

  static void flip(Path file, long position) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, position);
      one.put(0, (byte) (one.get(0) ^ 1)).flip();
      channel.write(one, position);
    }
  }
}
