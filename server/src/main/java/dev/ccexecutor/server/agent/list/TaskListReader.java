package dev.ccexecutor.server.agent.list;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.agent.AgentTask;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes a list of what a file says, or says all that is wrong with it. For one file. */
final class TaskListReader {
  private static final Set<String> LIST = Set.of("name", "defaults", "on_failure", "tasks");
  private static final int MAX_TASKS = 1000;

  private final Path file;
  private final ListDefaults defaults;
  private final List<String> problems = new ArrayList<>();
  private final Map<String, ListedTask> tasks = new LinkedHashMap<>();

  TaskListReader(Path file, ListDefaults defaults) {
    this.file = file;
    this.defaults = defaults;
  }

  TaskList read(Located document) throws TaskListException {
    // A bare list is a list of tasks.
    Located whole =
        document.value() instanceof List<?>
            ? new Located(document.line(), Map.of("tasks", document))
            : document;
    Fields list = Fields.of(whole, "", LIST, problems);
    String name = list.has("name") ? list.text("name") : nameOfFile();
    Located shared =
        list.has("defaults") ? list.get("defaults") : new Located(whole.line(), Map.of());
    OnFailure onFailure = TaskFields.onFailure(list, OnFailure.STOP);
    TaskFields.checkDefaults(shared, problems);
    if (!(list.has("tasks") && list.get("tasks").value() instanceof List<?> elements)
        || elements.isEmpty()
        || elements.size() > MAX_TASKS) {
      list.wrong("tasks", "must be a list of 1 to " + MAX_TASKS + " tasks");
      throw new TaskListException(problems);
    }
    int index = 0;
    for (Object element : elements) {
      addTask((Located) element, shared, onFailure, "tasks[" + index++ + "]");
    }
    if (!problems.isEmpty()) {
      throw new TaskListException(problems);
    }
    return new TaskList(name, file, List.copyOf(tasks.values()));
  }

  private String nameOfFile() {
    return file.getFileName().toString().replaceFirst("\\.(ya?ml|json)$", "");
  }

  private void addTask(Located element, Located shared, OnFailure onFailure, String path) {
    TaskFields fields = new TaskFields(merged(element, shared), path, file, defaults, problems);
    AgentTask task = fields.task();
    if (task == null) {
      return; // What is wrong is noted, and the others are looked at.
    }
    if (tasks.containsKey(task.name())) {
      fields.fields().wrong("name", "is another task's too");
    }
    Set<String> needs = new LinkedHashSet<>(needs(fields));
    needs.addAll(named(fields, "task", task.prompt()));
    List<ListedTask.Check> checks = fields.checks(task);
    for (ListedTask.Check check : checks) {
      if (check instanceof ListedTask.Judge judge) {
        needs.addAll(named(fields, "validate", judge.task().prompt()));
      }
    }
    tasks.put(
        task.name(),
        new ListedTask(
            task,
            List.copyOf(needs),
            fields.workspace(),
            checks,
            TaskFields.onFailure(fields.fields(), onFailure),
            Json.MAPPER.writeValueAsString(fields.plain())));
  }

  /** What a task says counts more than what is said for all. */
  private static Located merged(Located task, Located shared) {
    if (!(task.value() instanceof Map<?, ?> own) || !(shared.value() instanceof Map<?, ?> all)) {
      return task;
    }
    Map<String, Located> merged = new LinkedHashMap<>();
    all.forEach((name, value) -> merged.put((String) name, (Located) value));
    own.forEach((name, value) -> merged.put((String) name, (Located) value));
    return new Located(task.line(), merged);
  }

  private List<String> needs(TaskFields fields) {
    List<String> needs = fields.fields().texts("needs");
    for (String need : needs) {
      if (!tasks.containsKey(need)) {
        fields.fields().wrong("needs", "names " + need + ", and no task before it has that name");
      }
    }
    return needs;
  }

  private Set<String> named(TaskFields fields, String field, String text) {
    List<String> malformed = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (Placeholders.Place place : Placeholders.of(text, malformed)) {
      ListedTask before = tasks.get(place.task());
      if (before == null) {
        malformed.add("uses " + place.task() + ", and no task before it has that name");
      } else if (!Placeholders.FIELDS.contains(place.field())) {
        malformed.add(
            "uses " + place.task() + "." + place.field() + ", and there is no such thing");
      } else if (place.field().equals("workspace") && before.workspace() == null) {
        malformed.add("uses the workspace of " + place.task() + ", which has none");
      }
      names.add(place.task());
    }
    malformed.forEach(problem -> fields.fields().wrong(field, problem));
    return names;
  }
}
