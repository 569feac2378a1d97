package dev.ccexecutor.server.agent.list;

import java.util.List;

/** A file is no list of tasks that could be run; nothing was started. */
public final class TaskListException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<String> problems;

  TaskListException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  static TaskListException of(String problem) {
    return new TaskListException(List.of(problem));
  }

  /** All that is wrong, each with its line. */
  public List<String> problems() {
    return problems == null ? List.of(getMessage()) : problems;
  }
}
