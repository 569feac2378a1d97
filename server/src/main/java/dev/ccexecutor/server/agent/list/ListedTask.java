package dev.ccexecutor.server.agent.list;

import dev.ccexecutor.server.agent.AgentTask;
import java.util.List;

/**
 * A task of a list.
 *
 * @param task with placeholders in its prompt
 * @param needs those before it without whose success it can't be run, in the order of the list
 * @param workspace where it works; null for the task's own directory
 * @param checks that its result is to pass, in order
 * @param onFailure what becomes of the list if it fails
 * @param definition all that the file says of it: another text is another task
 */
public record ListedTask(
    AgentTask task,
    List<String> needs,
    Workspace workspace,
    List<Check> checks,
    OnFailure onFailure,
    String definition) {

  public ListedTask {
    needs = List.copyOf(needs);
    checks = List.copyOf(checks);
  }

  public String name() {
    return task.name();
  }

  /**
   * A directory that is made for it.
   *
   * @param path of it; null for one of its own, beneath the data directory
   */
  public record Workspace(String path) {}

  /** Something that a result is to pass. */
  public sealed interface Check {}

  /**
   * An agent looks at the result.
   *
   * @param task that the judge is given, after what is to be judged
   */
  public record Judge(AgentTask task) implements Check {}

  /**
   * A file that the task has written is JSON of a schema. Both paths start from where the task
   * works.
   *
   * @param file that is checked
   * @param schema a JSON Schema
   */
  public record Schema(String file, String schema) implements Check {}
}
