package dev.ccexecutor.server.agent.list;

import dev.ccexecutor.server.agent.AgentAdapter;
import dev.ccexecutor.server.agent.AgentTask;
import dev.ccexecutor.server.agent.AgentTaskBuilder;
import dev.ccexecutor.server.agent.InvalidTaskException;
import dev.ccexecutor.server.agent.TaskTimeout;
import dev.ccexecutor.server.agent.event.Adapters;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a file says of one task. */
final class TaskFields {
  private static final Set<String> FOR_ALL =
      Set.of(
          "tools",
          "model",
          "timeout",
          "cwd",
          "workspace",
          "env",
          "retries",
          "on_failure",
          "max_turns",
          "max_budget_usd",
          "permission_mode",
          "agent",
          "agent_command");
  private static final Set<String> FOR_ONE = Set.of("name", "task", "needs", "validate");
  private static final Set<String> FOR_JUDGE = Set.of("task", "tools", "model", "timeout");
  private static final Set<String> FOR_SCHEMA = Set.of("file", "schema");

  /** Leaves room for what is added where a task is judged. */
  private static final int MAX_NAME = 50;

  private static final List<String> RESERVED = List.of(".", "..");

  private static final BigDecimal SHORTEST_SECONDS = new BigDecimal("0.001");

  /** Ten years: more is no time that a server takes, or no number that fits. */
  private static final BigDecimal LONGEST_SECONDS = BigDecimal.valueOf(315_360_000);

  private final Located element;
  private final String path;
  private final Path file;
  private final ListDefaults defaults;
  private final List<String> problems;
  private final Fields fields;

  TaskFields(
      Located element, String path, Path file, ListDefaults defaults, List<String> problems) {
    this.element = element;
    this.path = path;
    this.file = file;
    this.defaults = defaults;
    this.problems = problems;
    Set<String> known = new TreeSet<>(FOR_ALL);
    known.addAll(FOR_ONE);
    fields = Fields.of(element, path, known, problems);
  }

  /** Notes what is wrong with what is said for all tasks. */
  static void checkDefaults(Located shared, List<String> problems) {
    Fields.of(shared, "defaults", FOR_ALL, problems);
  }

  static OnFailure onFailure(Fields fields, OnFailure otherwise) {
    String text = fields.text("on_failure");
    for (OnFailure each : OnFailure.values()) {
      if (each.wireName().equals(text)) {
        return each;
      }
    }
    if (fields.has("on_failure")) {
      fields.wrong("on_failure", "must be stop or continue");
    }
    return otherwise;
  }

  Fields fields() {
    return fields;
  }

  /** All that counts for it, in an order of its own. */
  Map<String, Object> plain() {
    Map<String, Object> plain = new TreeMap<>();
    if (element.plain() instanceof Map<?, ?> map) {
      map.forEach((name, value) -> plain.put((String) name, value));
    }
    plain.put(
        "", file.getParent() + " " + defaults.adapter().name() + " " + defaults.agentCommand());
    return plain;
  }

  /** The task; null if something is wrong with it, which is noted. */
  AgentTask task() {
    int before = problems.size();
    String name = fields.required("name");
    String prompt = fields.required("task");
    if (name != null && (name.length() > MAX_NAME || !AgentTask.NAME.matcher(name).matches())) {
      fields.wrong("name", "must be 1 to " + MAX_NAME + " of A-Z a-z 0-9 . _ -");
    } else if (name != null && RESERVED.contains(name)) {
      fields.wrong("name", "must not be . or .., for a workspace is named by it");
    }
    AgentTask task = name == null || prompt == null ? null : build(name, prompt, fields, null);
    return problems.size() > before ? null : task;
  }

  /** Null for the task's own directory. */
  ListedTask.Workspace workspace() {
    String workspace = fields.text("workspace");
    if (workspace == null) {
      return null;
    }
    if (!defaults.filesHere()) {
      fields.wrong("workspace", "can only be made for a server on this machine");
    }
    if (fields.has("cwd")) {
      fields.wrong("workspace", "is where it works, so there can be no cwd");
    }
    return new ListedTask.Workspace(workspace.equals("own") ? null : resolved(workspace));
  }

  /** A text, an object, or a list of these. */
  List<ListedTask.Check> checks(AgentTask judged) {
    if (!fields.has("validate")) {
      return List.of();
    }
    Located validate = fields.get("validate");
    List<?> each = validate.value() instanceof List<?> list ? list : List.of(validate);
    List<ListedTask.Check> checks = new ArrayList<>();
    int index = 0;
    for (Object one : each) {
      String where =
          path + ".validate" + (validate.value() instanceof List<?> ? "[" + index++ + "]" : "");
      ListedTask.Check check = check((Located) one, where, judged);
      if (check != null) {
        checks.add(check);
      }
    }
    return checks;
  }

  private ListedTask.Check check(Located one, String where, AgentTask judged) {
    if (one.value() instanceof String prompt) {
      Fields none = Fields.of(new Located(one.line(), Map.of()), where, FOR_JUDGE, problems);
      return judge(prompt, none, judged);
    }
    if (one.value() instanceof Map<?, ?> map && map.containsKey("schema")) {
      Fields schema = Fields.of(one, where, FOR_SCHEMA, problems);
      if (!defaults.filesHere()) {
        schema.wrong("schema", "can only be checked on the server's machine");
      }
      String checked = schema.required("file");
      String by = schema.required("schema");
      return checked == null || by == null ? null : new ListedTask.Schema(checked, by);
    }
    Fields judge = Fields.of(one, where, FOR_JUDGE, problems);
    String prompt = judge.required("task");
    return prompt == null ? null : judge(prompt, judge, judged);
  }

  private ListedTask.Judge judge(String prompt, Fields judge, AgentTask judged) {
    AgentTask task = build(judged.name() + ".validate", prompt, judge, judged);
    return task == null ? null : new ListedTask.Judge(task);
  }

  /** A judge works where and by whom the task was done, as far as nothing else is said. */
  private AgentTask build(String name, String prompt, Fields from, AgentTask judged) {
    AgentAdapter adapter = judged == null ? adapter() : judged.adapter();
    if (adapter == null) {
      return null;
    }
    AgentTaskBuilder builder =
        AgentTask.builder(name, prompt, adapter)
            .agentCommand(judged == null ? agentCommand() : judged.agentCommand())
            .env(judged == null ? env() : judged.env())
            .cwd(judged == null ? cwd() : judged.cwd())
            .tools(from.texts("tools"))
            .model(from.has("model") || judged == null ? from.text("model") : judged.model())
            .timeout(timeout(from));
    if (judged == null) {
      builder
          .maxTurns(from.integer("max_turns"))
          .maxBudgetUsd(from.number("max_budget_usd"))
          .permissionMode(from.text("permission_mode"));
      Integer retries = from.integer("retries");
      if (retries != null) {
        builder.retries(retries);
      }
    } else {
      builder.permissionMode(judged.permissionMode()).retries(judged.retries());
    }
    return built(builder, from);
  }

  private static AgentTask built(AgentTaskBuilder builder, Fields from) {
    try {
      AgentTask task = builder.build();
      task.adapter().argv(task);
      return task;
    } catch (IllegalArgumentException | InvalidTaskException invalid) {
      from.wrong("", "can't be run: " + invalid.getMessage());
      return null;
    }
  }

  private AgentAdapter adapter() {
    String name = fields.text("agent");
    if (name == null) {
      return defaults.adapter();
    }
    AgentAdapter adapter = Adapters.named(name).orElse(null);
    if (adapter == null) {
      fields.wrong("agent", "must be one of " + String.join(", ", Adapters.names()));
    }
    return adapter;
  }

  private List<String> agentCommand() {
    return fields.has("agent_command") ? fields.words("agent_command") : defaults.agentCommand();
  }

  private Map<String, String> env() {
    Map<String, String> env = new LinkedHashMap<>(defaults.env());
    env.putAll(fields.textsByName("env"));
    return env;
  }

  private String cwd() {
    String cwd = fields.text("cwd");
    if (!defaults.filesHere()) {
      return cwd;
    }
    return resolved(cwd == null ? "" : cwd);
  }

  private String resolved(String directory) {
    return file.getParent().resolve(directory).normalize().toString();
  }

  private static TaskTimeout timeout(Fields from) {
    if (!from.has("timeout") || "auto".equals(from.get("timeout").value())) {
      return TaskTimeout.AUTO;
    }
    if (from.get("timeout").value() instanceof BigDecimal seconds
        && seconds.compareTo(SHORTEST_SECONDS) >= 0
        && seconds.compareTo(LONGEST_SECONDS) <= 0) {
      return TaskTimeout.of(Duration.ofMillis(seconds.movePointRight(3).longValue()));
    }
    from.wrong(
        "timeout", "must be seconds, from 0.001 to " + LONGEST_SECONDS.longValue() + ", or auto");
    return TaskTimeout.AUTO;
  }
}
