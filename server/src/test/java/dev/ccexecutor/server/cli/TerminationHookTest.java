package dev.ccexecutor.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sends real signals to a process of its own. */
@Timeout(60)
class TerminationHookTest {

  @TempDir Path directory;

  private Process process;

  @AfterEach
  void killProcess() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  @Test
  void shouldDrainAndExitWith0WhenTerminated() throws IOException, InterruptedException {
    BufferedReader stdout = start("drains");
    assertThat(stdout.readLine()).isEqualTo("listening on ws://127.0.0.1:4711/ws");

    terminate();

    assertThat(stdout.readLine()).isEqualTo("drained");
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void shouldHurryWhenToldAgain() throws IOException, InterruptedException {
    BufferedReader stdout = start("lingers");
    assertThat(stdout.readLine()).startsWith("listening");
    terminate();
    assertThat(stdout.readLine()).isEqualTo("draining");

    terminate();

    assertThat(stdout.readLine()).isEqualTo("hurries");
    assertThat(stdout.readLine()).isEqualTo("drained");
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void shouldExitWith1WhenTheServerCannotStopCleanly() throws IOException, InterruptedException {
    BufferedReader stdout = start("fails");
    assertThat(stdout.readLine()).startsWith("listening");

    terminate();

    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
  }

  /** Other than {@link Process#destroy}, this leaves its output open to be read. */
  private void terminate() {
    assertThat(process.toHandle().destroy()).isTrue();
  }

  private BufferedReader start(String behaviour) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            WaitingProgram.class.getName(),
            behaviour,
            directory.toString());
    process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    return process.inputReader(StandardCharsets.UTF_8);
  }

  /** The program with a server that only waits for its end. */
  static final class WaitingProgram {
    private WaitingProgram() {}

    public static void main(String[] arguments) {
      ServerStarter starter = config -> new WaitingServer(arguments[0]);
      System.exit(
          Program.ofThisProcess(starter, System.getenv())
              .execute("serve", "--data-dir", arguments[1]));
    }
  }

  private record WaitingServer(String behaviour, CountDownLatch stopped, CountDownLatch hurried)
      implements RunningServer {
    @Override
    public CompletableFuture<Void> probe() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public String status() {
      return "";
    }

    @Override
    public void hurry() {
      System.out.println("hurries");
      hurried.countDown();
    }

    @Override
    public boolean isEncrypted() {
      return false;
    }

    WaitingServer(String behaviour) {
      this(behaviour, new CountDownLatch(1), new CountDownLatch(1));
    }

    @Override
    public String host() {
      return "127.0.0.1";
    }

    @Override
    public int port() {
      return 4711;
    }

    @Override
    public void drainAndStop() {
      stopped.countDown();
      if (behaviour.equals("lingers")) {
        System.out.println("draining");
        awaitHurry();
      }
      if (behaviour.equals("fails")) {
        throw new IllegalStateException("stuck");
      }
      System.out.println("drained");
    }

    private void awaitHurry() {
      try {
        hurried.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void awaitStopped() throws InterruptedException {
      stopped.await();
    }
  }
}
