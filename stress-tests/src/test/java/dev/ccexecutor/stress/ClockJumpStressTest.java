package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.ExecutionState;
import dev.ccexecutor.stress.server.PackagedServer;
import dev.ccexecutor.stress.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The time of day jumps by a day while commands run, and while no server does: nothing ends by it,
 * nothing is forgotten, and what a crash has left is found.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ClockJumpStressTest {
  private static final long DAY = 86_400;

  /** Shifts the time of day, and no other clock, by as many seconds as a file says. */
  private static final String SHIFTED_CLOCK =
      """
      #define _GNU_SOURCE
      #include <dlfcn.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <sys/time.h>
      #include <time.h>
      static long shift(void) {
        long seconds = 0;
        FILE *file = fopen(getenv("CLOCK_SHIFT_FILE"), "re");
        if (file != NULL) {
          if (fscanf(file, "%ld", &seconds) != 1) seconds = 0;
          fclose(file);
        }
        return seconds;
      }
      int clock_gettime(clockid_t clock, struct timespec *time) {
        int (*real)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
        int result = real(clock, time);
        if (result == 0 && clock == CLOCK_REALTIME) time->tv_sec += shift();
        return result;
      }
      int gettimeofday(struct timeval *time, void *zone) {
        int (*real)(struct timeval *, void *) = dlsym(RTLD_NEXT, "gettimeofday");
        int result = real(time, zone);
        if (result == 0) time->tv_sec += shift();
        return result;
      }
      """;

  private ServerProcess server;

  @TempDir private Path directory;

  @AfterEach
  void endServer() throws Exception {
    if (server != null) {
      server.sendTerm();
      assertThat(server.awaitExit()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {DAY, -DAY})
  void shouldGoOnAsIfNothingWereWhenTheTimeOfDayJumps(long seconds) throws Exception {
    buildClock();
    server = start(0);
    String ended;
    String left;
    try (StressClient client = StressClient.connect(server.uri())) {
      ended = client.start(ExecuteParams.command("exit 3")).awaitWholeJson().executionId();
      ObservedExecution running = client.start(ExecuteParams.command("sleep 1000").timeout(900.0));
      left = running.id();
      shift(seconds);

      var limited = client.start(ExecuteParams.command("exec sleep 1000").timeout(0.5));
      assertThat(limited.awaitCompleted().reason()).isEqualTo(EndReason.TIMEOUT);
      assertThat(client.status(left).state()).isEqualTo(ExecutionState.RUNNING);
      assertThat(client.status(ended).exit().exitCode()).isEqualTo(3);
    }
    server.destroy();
    server = start(seconds);
    try (StressClient client = StressClient.connect(server.uri())) {
      assertThat(client.status(left).state()).isEqualTo(ExecutionState.LOST);
      assertThat(client.status(left).exit().treeEmpty()).isTrue();
    }
  }

  private void buildClock() throws Exception {
    Path source = Files.writeString(directory.resolve("clock.c"), SHIFTED_CLOCK);
    Process compiler;
    try {
      compiler =
          new ProcessBuilder(
                  "cc", "-shared", "-fPIC", "-o", clock().toString(), source.toString(), "-ldl")
              .inheritIO()
              .start();
    } catch (IOException e) {
      assumeTrue(false, "no C compiler here");
      return;
    }
    assertThat(compiler.waitFor()).isZero();
  }

  private Path clock() {
    return directory.resolve("clock.so");
  }

  private void shift(long seconds) throws Exception {
    Path written = Files.writeString(directory.resolve("next"), Long.toString(seconds));
    Files.move(written, directory.resolve("shift"), StandardCopyOption.ATOMIC_MOVE);
  }

  private ServerProcess start(long seconds) throws Exception {
    shift(seconds);
    ProcessBuilder command =
        PackagedServer.serveCommand(
            List.of(), directory.resolve("data"), "--retention", "30000", "--ping-interval", "0.2");
    command.environment().put("LD_PRELOAD", clock().toString());
    command.environment().put("CLOCK_SHIFT_FILE", directory.resolve("shift").toString());
    return ServerProcess.start(command, directory.resolve("log-" + System.nanoTime()));
  }
}
