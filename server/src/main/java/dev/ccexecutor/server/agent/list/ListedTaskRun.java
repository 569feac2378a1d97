package dev.ccexecutor.server.agent.list;

import dev.ccexecutor.server.agent.AgentFailure;
import dev.ccexecutor.server.agent.AgentListener;
import dev.ccexecutor.server.agent.AgentResult;
import dev.ccexecutor.server.agent.AgentTask;
import dev.ccexecutor.server.agent.DurableFile;
import dev.ccexecutor.server.agent.TaskTimeout;
import dev.ccexecutor.server.agent.history.TaskHistory;
import dev.ccexecutor.server.agent.run.AgentRunner;
import dev.ccexecutor.server.agent.run.RunPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** Runs the tasks of a list, one at a time, or finds that they are done. For one thread. */
final class ListedTaskRun {
  private final ListState state;
  private final AgentRunner runner;
  private final TaskHistory history;
  private final TaskListListener listener;
  private final RunningTask running;

  ListedTaskRun(
      ListState state,
      AgentRunner runner,
      TaskHistory history,
      TaskListListener listener,
      RunningTask running) {
    this.state = state;
    this.runner = runner;
    this.history = history;
    this.listener = listener;
    this.running = running;
  }

  /**
   * Returns when it is over.
   *
   * @param before the reports of those before it; those that it needs have succeeded
   */
  TaskReport run(ListedTask listed, int index, Map<String, TaskReport> before) throws IOException {
    String fingerprint = fingerprint(listed, before);
    TaskEntry entry =
        state.of(listed.name()).filter(each -> each.fingerprint().equals(fingerprint)).orElse(null);
    String workspace = workspace(listed);
    if (entry != null && entry.isDone()) {
      return new TaskReport(
          listed.name(), TaskReport.Status.DONE_BEFORE, null, workspace, entry.result());
    }
    AgentTask task = filled(listed.task(), workspace, before);
    boolean resumed = entry != null && entry.isRunning();
    if (!resumed) {
      endFormer(listed.name());
    }
    TaskEntry begun = resumed ? entry : begin(listed, fingerprint, task);
    AgentResult result = attempt(listed, index, task, workspace, before, begun, resumed);
    if (resumed && wasNotFound(result)) {
      end(listed.name(), begun);
      TaskEntry anew = begin(listed, fingerprint, task);
      result = attempt(listed, index, task, workspace, before, anew, false);
    }
    return new TaskReport(
        listed.name(),
        result.isError() ? TaskReport.Status.FAILED : TaskReport.Status.SUCCEEDED,
        null,
        workspace,
        result);
  }

  /** It is lost; or it was started otherwise, in another environment, say. */
  private static boolean wasNotFound(AgentResult result) {
    return result.isError()
        && (result.failure().type() == AgentFailure.LOST
            || result.failure().type() == AgentFailure.REFUSED);
  }

  /** What runs under another text: two agents at a time would be at work on the same files. */
  private void endFormer(String name) throws IOException {
    Optional<TaskEntry> former = state.of(name).filter(TaskEntry::isRunning);
    if (former.isPresent()) {
      end(name, former.get());
    }
  }

  /** Of all tasks. */
  void endAllFormer() throws IOException {
    for (String name : state.running()) {
      endFormer(name);
    }
  }

  private void end(String name, TaskEntry entry) throws IOException {
    try {
      runner.end(state.executionId(name, entry.run(), entry.attempt())).join();
      if (entry.judge() != null) {
        runner.end(entry.judge()).join();
      }
    } catch (CompletionException failed) {
      throw new IOException(
          name + " runs since before, and can't be ended: " + failed.getCause().getMessage(),
          failed.getCause());
    }
  }

  /** Of its text and of the very runs whose results it uses. */
  private static String fingerprint(ListedTask listed, Map<String, TaskReport> before) {
    List<String> texts = new ArrayList<>();
    texts.add(listed.definition());
    for (String need : listed.needs()) {
      texts.add(need);
      texts.add(before.get(need).result().executionId());
    }
    return Fingerprint.of(texts.toArray(String[]::new));
  }

  private String workspace(ListedTask listed) throws IOException {
    if (listed.workspace() == null) {
      return null;
    }
    String path = listed.workspace().path();
    Path directory =
        path == null ? state.directory().resolve("work").resolve(listed.name()) : Path.of(path);
    DurableFile.createDirectory(directory);
    return directory.toString();
  }

  private static AgentTask filled(
      AgentTask task, String workspace, Map<String, TaskReport> before) {
    AgentTask filled = task.withPrompt(fill(task.prompt(), before));
    return workspace == null ? filled : filled.withCwd(workspace);
  }

  private static String fill(String prompt, Map<String, TaskReport> before) {
    return Placeholders.fill(
        prompt,
        (name, field) -> {
          TaskReport report = before.get(name);
          String value =
              switch (field) {
                case "result" -> report.result().result();
                case "session_id" -> report.result().sessionId();
                case "execution_id" -> report.result().executionId();
                default -> report.workspace();
              };
          return value == null ? "" : value;
        });
  }

  private TaskEntry begin(ListedTask listed, String fingerprint, AgentTask task)
      throws IOException {
    Duration timeout =
        task.timeout().fixed().isPresent()
            ? task.timeout().fixed().get()
            : TaskHistory.timeoutFor(Optional.of(history), task.name());
    int run = state.of(listed.name()).map(TaskEntry::run).orElse(0) + 1;
    TaskEntry entry = TaskEntry.begun(fingerprint, run, timeout.toMillis() / 1000.0);
    state.put(listed.name(), entry);
    return entry;
  }

  private AgentResult attempt(
      ListedTask listed,
      int index,
      AgentTask task,
      String workspace,
      Map<String, TaskReport> before,
      TaskEntry entry,
      boolean resumed)
      throws IOException {
    Duration timeout = Duration.ofMillis(Math.round(entry.timeoutSeconds() * 1000));
    // It must be able to end by itself while nobody is there to see it.
    AgentTask timed =
        task.withTimeout(TaskTimeout.of(timeout)).withDetachTtl(timeout.plusMinutes(1));
    KeptListener kept =
        KeptListener.ofTask(
            listener.onTask(listed.name(), index, resumed), state, listed.name(), entry);
    RunPlan plan =
        new RunPlan(
            entry.attempt(),
            number -> state.executionId(listed.name(), entry.run(), number),
            entry.retries());
    AgentResult result = await(timed, kept, plan);
    AgentResult judged =
        result.isError()
            ? result
            : judge(listed, index, timed, workspace, before, result, kept.entry());
    state.put(listed.name(), kept.entry().ended(judged));
    return judged;
  }

  private AgentResult judge(
      ListedTask listed,
      int index,
      AgentTask task,
      String workspace,
      Map<String, TaskReport> before,
      AgentResult result,
      TaskEntry entry)
      throws IOException {
    AgentResult judged = result;
    int number = 0;
    for (ListedTask.Check check : listed.checks()) {
      String key = listed.name() + "#" + number++;
      judged =
          switch (check) {
            case ListedTask.Schema schema -> Judging.bySchema(judged, schema, task.cwd());
            case ListedTask.Judge judge ->
                byAgent(listed.name(), judge, index, task, workspace, before, judged, entry, key);
          };
      if (judged.isError()) {
        return judged;
      }
    }
    return judged;
  }

  private AgentResult byAgent(
      String name,
      ListedTask.Judge judge,
      int index,
      AgentTask task,
      String workspace,
      Map<String, TaskReport> before,
      AgentResult result,
      TaskEntry entry,
      String key)
      throws IOException {
    AgentTask asked = filled(judge.task(), workspace, before);
    AgentTask judging = asked.withPrompt(Verdict.prompt(asked.prompt(), task, result.result()));
    // A fixed time: the same request must find the same process after a restart.
    Duration timeout = judging.timeout().fixed().orElse(TaskHistory.DEFAULT_TIMEOUT);
    RunPlan plan =
        new RunPlan(1, attempt -> state.executionId(key, entry.run(), attempt), List.of());
    AgentResult verdict =
        await(
            judging.withTimeout(TaskTimeout.of(timeout)).withDetachTtl(timeout.plusMinutes(1)),
            KeptListener.ofJudge(listener.onTask(judging.name(), index, false), state, name, entry),
            plan);
    return Judging.byAgent(result, verdict);
  }

  private AgentResult await(AgentTask task, AgentListener to, RunPlan plan) throws IOException {
    try {
      return running.await(() -> runner.run(task, to, plan));
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof UncheckedIOException unwritable) {
        throw unwritable.getCause();
      }
      throw failed;
    }
  }
}
