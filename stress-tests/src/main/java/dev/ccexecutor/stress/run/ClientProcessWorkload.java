package dev.ccexecutor.stress.run;

import dev.ccexecutor.stress.evidence.ExecutionEvidence;
import dev.ccexecutor.stress.evidence.FaultEvidence;
import dev.ccexecutor.stress.evidence.StreamEvidence;
import dev.ccexecutor.stress.scenario.Fault;
import dev.ccexecutor.stress.scenario.Scenario;
import dev.ccexecutor.stress.server.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Commands by {@code cc-executor run}, whose process is killed in the middle of the output. */
final class ClientProcessWorkload implements Workload {
  private final Target target;
  private final Names names;
  private final Fault fault;
  private final Set<Process> running = ConcurrentHashMap.newKeySet();

  ClientProcessWorkload(Target target, Names names) {
    this.target = target;
    this.names = names;
    this.fault = names.scenario().fault(Fault.Type.KILL_CLIENT);
  }

  @Override
  public void run(Gathered gathered) throws Exception {
    Scenario scenario = names.scenario();
    int count = scenario.clientCount() * scenario.executionsPerClient();
    List<Future<?>> clients = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int number = 0; number < count; number++) {
        clients.add(
            threads.submit(
                () -> {
                  runOne(names.next(), gathered);
                  return null;
                }));
      }
      try {
        for (Future<?> client : clients) {
          client.get(scenario.deadlineMillis(), TimeUnit.MILLISECONDS);
        }
      } finally {
        threads.shutdownNow();
        // A read from a pipe knows no interrupt, but an end.
        running.forEach(Process::destroyForcibly);
      }
    }
  }

  private void runOne(Names.Name name, Gathered gathered) throws Exception {
    Process client = start(name);
    running.add(client);
    long received;
    try {
      received = readUpTo(fault.afterBytes(), client.getInputStream());
    } finally {
      client.destroyForcibly().waitFor();
      running.remove(client);
    }
    gathered.add(new FaultEvidence(fault.type(), 1, received >= fault.afterBytes() ? 1 : 0));
    Ends.End end = Ends.await(target, name.marker());
    gathered.add(
        new ExecutionEvidence(
            name.marker(),
            name.placeholders(),
            end.record(),
            Optional.empty(),
            end.trouble(),
            false,
            StreamEvidence.NONE,
            StreamEvidence.NONE,
            0,
            List.of(),
            0,
            end.record().flatMap(known -> Ends.transcript(target, known))));
  }

  private Process start(Names.Name name) throws IOException {
    var execute = names.params(name);
    List<String> words = new ArrayList<>(List.of("run"));
    words.addAll(target.connectionWords());
    words.addAll(List.of("--id", name.marker(), "-n", "--ttl", ttl(execute.detachTtlMillis())));
    names
        .environment(name)
        .forEach((variable, value) -> words.addAll(List.of("-e", variable + "=" + value)));
    words.add("--");
    if (execute.command() != null) {
      words.add(execute.command());
    } else {
      words.addAll(execute.argv());
    }
    ProcessBuilder builder = new ProcessBuilder(ProgramWords.of(words));
    ServerProcess.withoutSettings(builder).environment().putAll(target.connectionVariables());
    return builder
        .directory(names.work().toFile())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static String ttl(long millis) {
    return millis + "ms";
  }

  private static long readUpTo(long bytes, InputStream in) throws IOException {
    byte[] buffer = new byte[1 << 14];
    long read = 0;
    while (read < bytes) {
      int count = in.read(buffer);
      if (count < 0) {
        return read;
      }
      read += count;
    }
    return read;
  }
}
