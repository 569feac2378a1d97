package dev.ccexecutor.server.agent.list;

import dev.ccexecutor.server.agent.history.TaskHistory;
import dev.ccexecutor.server.agent.run.AgentRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs a list, strictly in order, and keeps its state. {@link #run} blocks the thread that calls
 * it; {@link #cancel} may be called on any other.
 */
public final class TaskListRunner {
  private final TaskList list;
  private final AgentRunner runner;
  private final Path dataDirectory;
  private final boolean fresh;
  private final TaskListListener listener;
  private final RunningTask running = new RunningTask();

  /**
   * A runner for one run of a list.
   *
   * @param dataDirectory beneath which state, reports and workspaces are kept
   * @param fresh whether tasks are run again that were done before
   */
  public TaskListRunner(
      TaskList list,
      AgentRunner runner,
      Path dataDirectory,
      boolean fresh,
      TaskListListener listener) {
    this.list = list;
    this.runner = runner;
    this.dataDirectory = dataDirectory;
    this.fresh = fresh;
    this.listener = listener;
  }

  /**
   * Runs it, and returns when there is nothing left to do. The report is written beside the state,
   * too.
   *
   * @throws IOException if the state can't be kept; what runs then is canceled
   */
  public TaskListReport run() throws IOException {
    Instant startedAt = Instant.now();
    long startedNanos = System.nanoTime();
    try (ListState state = ListState.open(dataDirectory, list.file(), fresh)) {
      ListedTaskRun tasks =
          new ListedTaskRun(state, runner, new TaskHistory(dataDirectory), listener, running);
      if (fresh) {
        tasks.endAllFormer();
        state.forget();
      }
      List<TaskReport> reports = runAll(tasks);
      double seconds = (System.nanoTime() - startedNanos) / (double) TimeUnit.SECONDS.toNanos(1);
      TaskListReport report =
          new TaskListReport(
              list.name(),
              list.file().toString(),
              reports.stream().allMatch(TaskReport::isUsable),
              running.isCanceled(),
              startedAt,
              Math.round(seconds * 1000) / 1000.0,
              reports);
      ReportFiles.write(report, state.directory());
      return report;
    }
  }

  /** Where the report of a list is, and its state. */
  public Path directory() {
    return ListState.directoryOf(dataDirectory, list.file());
  }

  /** Has the task that runs end, and starts no other. {@link #run} returns nevertheless. */
  public void cancel() {
    running.cancel();
  }

  private List<TaskReport> runAll(ListedTaskRun tasks) throws IOException {
    Map<String, TaskReport> reports = new LinkedHashMap<>();
    String stoppedBy = null;
    for (ListedTask task : list.tasks()) {
      int index = reports.size();
      TaskReport report = null;
      if (running.isCanceled()) {
        report = notRun(task, TaskReport.Status.NOT_RUN, "the list was canceled");
      } else if (stoppedBy != null) {
        report = notRun(task, TaskReport.Status.NOT_RUN, stoppedBy + " has failed");
      } else {
        String missing = missing(task, reports);
        report =
            missing == null
                ? tasks.run(task, index, reports)
                : notRun(task, TaskReport.Status.SKIPPED, missing + " has not succeeded");
      }
      reports.put(task.name(), report);
      listener.onTaskReport(report, index);
      if (report.status() == TaskReport.Status.FAILED && task.onFailure() == OnFailure.STOP) {
        stoppedBy = task.name();
      }
    }
    return new ArrayList<>(reports.values());
  }

  private static String missing(ListedTask task, Map<String, TaskReport> reports) {
    return task.needs().stream()
        .filter(need -> !reports.get(need).isUsable())
        .findFirst()
        .orElse(null);
  }

  private static TaskReport notRun(ListedTask task, TaskReport.Status status, String reason) {
    return new TaskReport(task.name(), status, reason, null, null);
  }
}
