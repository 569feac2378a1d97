package dev.ccexecutor.stress.run;

import dev.ccexecutor.protocol.client.ExecutionListener;
import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.protocol.client.OutputChunk;
import dev.ccexecutor.protocol.client.RemoteExecution;
import dev.ccexecutor.protocol.execution.ControlParams;
import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.RequestedLimits;
import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.stress.result.ServerFacts;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Small questions to a server. */
final class Probes {

  private static final RequestedLimits SOME_LIMITS =
      new RequestedLimits(null, null, 100L, null, null, null);

  private Probes() {}

  /**
   * Gathers the text of a short output. For the client's event loop, then for who awaits the end.
   */
  private static final class Text implements ExecutionListener {
    private final StringBuilder stdout = new StringBuilder();

    @Override
    public void onOutput(OutputChunk chunk) {
      if (chunk.stream() == StreamType.STDOUT) {
        stdout.append(chunk.content().toString(StandardCharsets.UTF_8));
      }
      chunk.release();
    }
  }

  /** What a command line prints. */
  static String output(ExecutorClient client, String id, String line)
      throws InterruptedException, ExecutionException, TimeoutException {
    Text text = new Text();
    ExecuteParams params = ExecuteParams.command(line).executionId(id).build();
    RemoteExecution execution = Waiting.answer(client.execute(params, text));
    ProcessCompleted end = Waiting.answer(execution.completion());
    return text.stdout + (end.exitCode() == 0 ? "" : "[exit code " + end.exitCode() + "]");
  }

  /** Runs short commands at once, of all kinds that open something. */
  static void warmUp(ExecutorClient client, int count)
      throws InterruptedException, ExecutionException, TimeoutException {
    List<RemoteExecution> executions = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      ExecuteParams params =
          ExecuteParams.command("head -c 100000 /dev/zero")
              .spool(number % 2 == 0 ? SpoolMode.ALL : SpoolMode.OFF)
              // The first command with limits starts a thread that stays.
              .limits(number == 0 ? SOME_LIMITS : null)
              .build();
      executions.add(Waiting.answer(client.execute(params, new Text())));
    }
    for (RemoteExecution execution : executions) {
      Waiting.answer(execution.completion());
    }
  }

  /** Has all executions end whose ids begin like this, without waiting for their ends. */
  static void killAll(ExecutorClient client, String beginning)
      throws InterruptedException, ExecutionException, TimeoutException {
    for (ExecutionStatus status : Waiting.answer(client.list())) {
      if (status.exit() == null && status.executionId().startsWith(beginning)) {
        client.control(new ControlParams(ControlType.KILL, status.executionId(), null, null));
      }
    }
    // Answered behind them all.
    Waiting.answer(client.serverInfo());
  }

  /** Whether the server's commands run in this process's own view of /proc. */
  static boolean isHere(ExecutorClient client)
      throws InterruptedException, ExecutionException, TimeoutException {
    String line = "cat /proc/sys/kernel/random/boot_id; readlink /proc/self/ns/pid";
    try {
      String own =
          Files.readString(Path.of("/proc/sys/kernel/random/boot_id"))
              + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"))
              + "\n";
      return output(client, null, line).equals(own);
    } catch (IOException noSuchProc) {
      return false;
    }
  }

  static ServerFacts facts(ExecutorClient client, URI uri, boolean own, OptionalLong pid) {
    boolean here = pid.isPresent();
    return new ServerFacts(
        client.connected().version(),
        uri.toString(),
        own,
        pid,
        here ? Runtime.getRuntime().availableProcessors() : 0,
        here ? memoryBytes() : 0,
        own ? System.getProperty("java.runtime.version") : "",
        here ? System.getProperty("os.name") + " " + System.getProperty("os.version") : "");
  }

  private static long memoryBytes() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : 0;
  }
}
