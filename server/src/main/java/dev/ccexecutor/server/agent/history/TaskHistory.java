package dev.ccexecutor.server.agent.history;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The history of tasks, in a file that several programs may write to at a time. Methods may be
 * called on any thread; they read and write the file and wait for the disk.
 */
public final class TaskHistory {
  /** What {@code timeout: auto} is for a task that has too few outcomes. */
  public static final Duration DEFAULT_TIMEOUT = AutoTimeout.DEFAULT;

  private final HistoryFile file;

  /**
   * The history in a directory, which is made when there is something to write.
   *
   * @param directory the data directory
   */
  public TaskHistory(Path directory) {
    file = new HistoryFile(directory.resolve("agent"));
  }

  /** What {@code timeout: auto} is for a task; without a history, the default. */
  public static Duration timeoutFor(Optional<TaskHistory> history, String name) throws IOException {
    if (history.isEmpty()) {
      return DEFAULT_TIMEOUT;
    }
    return AutoTimeout.of(history.get().outcomesByName().getOrDefault(name, List.of()));
  }

  /** Writes an outcome down; it is on the disk when this returns. */
  public void record(TaskOutcome outcome) throws IOException {
    file.append(outcome);
  }

  /** Of every task, in the order of their names. */
  public List<TaskFigures> figures() throws IOException {
    List<TaskFigures> all = new ArrayList<>();
    new TreeMap<>(outcomesByName())
        .forEach((name, outcomes) -> all.add(TaskFigures.of(name, outcomes)));
    return all;
  }

  /** Lines of the file that are none of a history's: what a crash has torn. They are left out. */
  public int unreadableLines() throws IOException {
    return file.read().unreadable();
  }

  private Map<String, List<TaskOutcome>> outcomesByName() throws IOException {
    Map<String, List<TaskOutcome>> byName = new LinkedHashMap<>();
    for (TaskOutcome outcome : file.read().outcomes()) {
      byName.computeIfAbsent(outcome.name(), name -> new ArrayList<>()).add(outcome);
    }
    return byName;
  }
}
