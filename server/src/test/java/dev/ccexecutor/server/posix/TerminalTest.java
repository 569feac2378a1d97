package dev.ccexecutor.server.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminalTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final StringBuilder output = new StringBuilder();
  @TempDir private Path directory;

  private Spawner spawner;
  private SpawnedProcess process;
  private boolean ended;

  @BeforeEach
  void startSpawner() throws IOException {
    Epoll.ensureAvailability();
    ServerProcess.prepare();
    spawner = new Spawner(FileLimit.raiseOwn(), ChildTerms.PLAIN, () -> directory.resolve("gate"));
  }

  @AfterEach
  void stopSpawner() throws Exception {
    if (process != null) {
      process.leader().signalGroup(9);
      await().atMost(PATIENCE).until(() -> process.leader().peekExit() != null);
      process.leader().reap();
      process.stdin().close();
      process.stdout().close();
      process.terminal().close();
    }
    spawner.close();
  }

  @Test
  void shouldBeTheControllingTerminalOfItsSizeWhenAChildStarts() throws Exception {
    spawn("tty; stty size; tty </dev/tty; test -t 0 -a -t 1 -a -t 2 && echo all");

    readToEnd();

    assertThat(output.toString().lines())
        .satisfiesExactly(
            tty -> assertThat(tty).startsWith("/dev/pts/"),
            size -> assertThat(size).isEqualTo("33 111"),
            tty -> assertThat(tty).isEqualTo("/dev/tty"),
            all -> assertThat(all).isEqualTo("all"));
  }

  @Test
  void shouldTellTheForegroundOfItsNewSizeWhenItIsResized() throws Exception {
    spawn("trap 'stty size; exit' WINCH; echo ready; while :; do sleep 0.01; done");
    readUntil("ready");

    process.terminal().resize(new WindowSize(65535, 1));

    readUntil("1 65535");
  }

  @Test
  void shouldTakeWhatIsTypedAndEchoItWhenChildReads() throws Exception {
    spawn("read line; echo got: $line; cat; echo over");

    write("hello\n");
    readUntil("got: hello\r\n");
    write("\u0004");

    readUntil("over");
    assertThat(output).startsWith("hello\r\n");
  }

  @Test
  void shouldEraseAWholeCharacterWhenItHasSeveralBytes() throws Exception {
    spawn("stty erase '^?'; echo ready; read line; echo \"<$line>\"");
    readUntil("ready");

    write("aé\u007f\n");

    readUntil("<a>");
  }

  @Test
  void shouldInterruptTheForegroundWhenControlCIsTyped() throws Exception {
    spawn("echo ready; exec sleep 1000");
    readUntil("ready");

    write("\u0003");

    await().atMost(PATIENCE).until(() -> process.leader().peekExit() != null);
    assertThat(process.leader().peekExit().signal()).isEqualTo(2);
  }

  @Test
  void shouldHaveNoEndWhileItIsHeldWhenNobodyHasItOpen() throws Exception {
    spawn("exec <&- >&- 2>&-; exec sleep 1000");
    Path descriptors = Path.of("/proc/" + process.leader().pid() + "/fd");
    await().atMost(PATIENCE).until(() -> descriptors.toFile().list().length == 0);

    readWhatIsThere();
    assertThat(ended).isFalse();

    process.terminal().close();
    readToEnd();
    assertThat(output).isEmpty();
  }

  @Test
  void shouldTellAllThatWasWrittenBeforeTheEndWhenItIsReadLate() throws Exception {
    spawn("head -c 3000 /dev/zero | tr '\\0' x");
    await().atMost(PATIENCE).until(() -> process.leader().peekExit() != null);
    process.terminal().close();

    readToEnd();

    assertThat(output).hasToString("x".repeat(3000));
  }

  @Test
  void shouldRefuseToBeUsedWhenItWasLetGo() throws Exception {
    spawn("exec sleep 1000");

    process.terminal().close();

    assertThat(process.terminal().isOpen()).isFalse();
    assertThatIllegalStateException()
        .isThrownBy(() -> process.terminal().resize(new WindowSize(1, 1)));
  }

  /** The limit falls on each of its descriptors in turn. */
  @Test
  void shouldLeaveNoDescriptorOpenWhenItFindsNoneFree() throws Exception {
    loadWhatAFailureNeeds();
    long before = openDescriptors();
    int free = lowestFreeDescriptor();

    int failures = 0;
    for (int limit = free; limit <= free + 2; limit++) {
      failures += openWithLimit(limit);
    }

    assertThat(failures).isEqualTo(3);
    assertThat(openDescriptors()).isEqualTo(before);
  }

  /** A class that is looked for when there is no descriptor to read it by is never found again. */
  private static void loadWhatAFailureNeeds() throws IOException {
    assertThat(openWithLimit(lowestFreeDescriptor() + 100)).isZero();
    assertThat(new PosixException("none", Errno.EMFILE).errnoName()).isEqualTo("EMFILE");
  }

  private static int lowestFreeDescriptor() throws IOException {
    FileDescriptor probe = Descriptors.open("/dev/null", Descriptors.O_RDWR);
    probe.close();
    return probe.intValue();
  }

  private static int openWithLimit(int descriptors) throws IOException {
    long found = OwnFileLimit.set(descriptors);
    try {
      ChildTerminal.open(new WindowSize(80, 24)).close();
      return 0;
    } catch (PosixException e) {
      assertThat(e.errno()).isEqualTo(Errno.EMFILE);
      return 1;
    } finally {
      OwnFileLimit.set(found);
    }
  }

  private void spawn(String line) throws Exception {
    CompletableFuture<SpawnedProcess> result = new CompletableFuture<>();
    spawner.spawn(
        new SpawnRequest(
            List.of("sh", "-c", line),
            Map.of("PATH", "/usr/bin:/bin"),
            null,
            ChildStreams.terminal(new WindowSize(111, 33)),
            ResourceLimits.NONE),
        new Spawner.Receiver() {
          @Override
          public void spawned(SpawnedProcess spawned) {
            result.complete(spawned);
          }

          @Override
          public void failed(PosixException failure) {
            result.completeExceptionally(failure);
          }
        });
    process = result.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private void write(String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.remaining()).put(bytes).flip();
    int length = direct.remaining();
    assertThat(process.stdin().write(direct, 0, length)).isEqualTo(length);
  }

  private void readUntil(String text) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              readWhatIsThere();
              return output.indexOf(text) >= 0;
            });
  }

  /** The server lets go when the leader has ended. */
  private void readToEnd() {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              readWhatIsThere();
              if (process.leader().peekExit() != null) {
                process.terminal().close();
              }
              return ended;
            });
  }

  private void readWhatIsThere() {
    ByteBuf bytes = Unpooled.directBuffer(4096, 4096);
    try {
      int count = 1;
      while (count > 0 && !ended) {
        count = process.stdout().readAddress(bytes.memoryAddress(), 0, 4096);
        output.append(
            bytes.toString(0, Math.max(0, count), StandardCharsets.UTF_8)); // Only ASCII is split.
        ended = count < 0;
      }
    } catch (IOException e) {
      assertThat(process.outputKind().isEnd(e)).as(e.toString()).isTrue();
      ended = true;
    } finally {
      bytes.release();
    }
  }

  private static long openDescriptors() throws IOException {
    try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.count();
    }
  }
}
