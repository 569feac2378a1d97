package dev.ccexecutor.server.execution.journal;

import dev.ccexecutor.server.posix.Boot;
import dev.ccexecutor.server.posix.ProcessTable;
import dev.ccexecutor.server.posix.ProcessTree;
import dev.ccexecutor.server.testkit.ObservedProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** What a killed server may leave: a data directory with its journal, and processes. */
final class LeftBehind implements AutoCloseable {
  static final RetentionBounds BOUNDS = new RetentionBounds(Duration.ofMinutes(10), 1 << 24);

  private final Path data;
  private final List<Process> started = new ArrayList<>();
  private final List<BufferedReader> outputs = new ArrayList<>();
  private final List<ObservedProcess> announced = new ArrayList<>();

  LeftBehind(Path data) {
    this.data = data;
  }

  static String newMarker() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  /** A journal of this boot, and no server that holds it. */
  Path journal(JournalRecord... records) throws IOException {
    return instance(List.of(), records);
  }

  Path journalOfBoot(String bootId, JournalRecord... records) throws IOException {
    return instanceOfBoot(bootId, List.of(), records);
  }

  /** A journal whose server had cgroups, and could write until then. */
  Path journalWithCgroups(Path cgroups, Instant lastWritten, JournalRecord... records)
      throws IOException {
    try (InstanceDirectory directory = InstanceDirectory.create(data.resolve("instances"))) {
      List<JournalRecord> lines = new ArrayList<>();
      lines.add(
          new JournalRecord.Instance(
              directory.id(), Boot.id(), "1.2.3", Instant.now(), cgroups.toString()));
      lines.addAll(Arrays.asList(records));
      JournalFile.replace(directory.journal(), lines).close();
      Files.setLastModifiedTime(directory.journal(), FileTime.from(lastWritten));
      return directory.journal().getParent();
    }
  }

  /** The same with a history. */
  Path instance(List<PastExecution> history, JournalRecord... records) throws IOException {
    return instanceOfBoot(Boot.id(), history, records);
  }

  Path instanceOfBoot(String bootId, List<PastExecution> history, JournalRecord... records)
      throws IOException {
    try (InstanceDirectory directory = InstanceDirectory.create(data.resolve("instances"))) {
      List<JournalRecord> lines = new ArrayList<>();
      lines.add(new JournalRecord.Instance(directory.id(), bootId, "1.2.3", Instant.now(), null));
      lines.addAll(Arrays.asList(records));
      JournalFile.replace(directory.journal(), lines).close();
      try (HistoryFiles files = new HistoryFiles(() -> directory, BOUNDS)) {
        files.append(history);
      }
      return directory.journal().getParent();
    }
  }

  static JournalRecord started(String marker, ObservedProcess leader) throws IOException {
    return startedAs("lost", marker, leader);
  }

  static JournalRecord startedAs(String id, String marker, ObservedProcess leader)
      throws IOException {
    long ticks = ProcessTable.readStartTicks(leader.pid()).orElseThrow();
    return new JournalRecord.Started(id, marker, leader.pid(), ticks, Instant.now());
  }

  /**
   * Starts a shell in a session of its own that writes the pids of its processes, one a line.
   *
   * @param marker in its environment; null for none
   * @param lines how many pids it writes
   */
  List<ObservedProcess> start(String marker, String line, int lines) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("setsid", "sh", "-c", line);
    builder.environment().remove(ProcessTree.MARKER_VARIABLE);
    if (marker != null) {
      builder.environment().put(ProcessTree.MARKER_VARIABLE, marker);
    }
    Process process = builder.start();
    started.add(process);
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    outputs.add(output);
    List<ObservedProcess> processes = new ArrayList<>();
    for (int number = 0; number < lines; number++) {
      processes.add(new ObservedProcess(Integer.parseInt(output.readLine().trim())));
    }
    announced.addAll(processes);
    return processes;
  }

  /**
   * A process that waits in a session of its own. It is the shell that tells of itself: a process
   * that is coming to its exec shows no marker.
   */
  ObservedProcess sleeper(String marker) throws IOException {
    return start(marker, "echo $$; sleep 1000; :", 1).getFirst();
  }

  /** Recovers, with nobody who takes over what is remembered: it is carried away. */
  List<PastExecution> recover(long graceMillis) throws InterruptedException {
    Recovered recovered = find(graceMillis);
    recovered.release(true);
    return recovered.executions();
  }

  /** The same; the instances stay taken. */
  Recovered find(long graceMillis) throws InterruptedException {
    return new CrashRecovery(data, BOUNDS, graceMillis).run();
  }

  private static void endTree(ProcessHandle process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public void close() throws IOException {
    announced.forEach(process -> ProcessHandle.of(process.pid()).ifPresent(LeftBehind::endTree));
    started.forEach(process -> endTree(process.toHandle()));
    for (BufferedReader output : outputs) {
      output.close();
    }
  }
}
