package dev.ccexecutor.stress.scenario;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/**
 * One kind of stress. Members that were not given are null in the file's own record; the methods
 * give what counts.
 *
 * @param name unique
 * @param category what kind of stress it is: set by the file
 * @param about what it does, in a sentence
 * @param execute the parameters of {@code execute}, as docs/PROTOCOL.md has them, with placeholders
 * @param agent a task for an agent, instead of a command
 * @param raw what bare sockets do, instead of a command
 * @param clients connections, 1 unless given
 * @param executions started by each client, 1 unless given
 * @param atOnce of each client's, how many run at a time; all unless given
 * @param rate most starts of a second, of all clients; no limit unless given
 * @param forSeconds each client begins anew until so long has passed; once unless given
 * @param consumer how fast output is taken; as it comes unless given
 * @param controls of each execution
 * @param randomControls of each execution
 * @param faults what goes wrong
 * @param server a server of its own, with these settings
 * @param needs programs without which it is skipped
 * @param deadlineSeconds of each execution: after which it counts as hanging, 60 unless given
 * @param expect what must hold, beyond what always must
 */
public record Scenario(
    String name,
    String category,
    String about,
    JsonNode execute,
    AgentWork agent,
    List<RawStep> raw,
    Integer clients,
    Integer executions,
    Integer atOnce,
    Double rate,
    Double forSeconds,
    Consumer consumer,
    List<ControlStep> controls,
    RandomControls randomControls,
    List<Fault> faults,
    OwnServerSettings server,
    List<String> needs,
    Integer deadlineSeconds,
    Expectation expect) {

  private static final int DEFAULT_DEADLINE_SECONDS = 60;

  /**
   * Another server than the others have.
   *
   * @param arguments of {@code serve}
   */
  public record OwnServerSettings(List<String> arguments) {
    public OwnServerSettings {
      arguments = arguments == null ? List.of() : List.copyOf(arguments);
    }
  }

  /**
   * A task for the stand-in agent.
   *
   * @param prompt of the task; what is between {@code [[} and {@code ]]} the agent does
   * @param options more of {@code cc-executor task}
   */
  public record AgentWork(String prompt, List<String> options) {
    public AgentWork {
      Rules.required("agent.prompt", prompt);
      options = options == null ? List.of() : List.copyOf(options);
    }
  }

  /**
   * How output is taken.
   *
   * @param bytesPerSecond of each execution; null for none
   * @param stalledSeconds for so long nothing at all is taken; null for not at all
   */
  public record Consumer(Long bytesPerSecond, Double stalledSeconds) {
    public Consumer {
      Rules.require(
          bytesPerSecond != null || stalledSeconds != null,
          "consumer",
          "needs bytes_per_second or stalled_seconds");
      Rules.positive("consumer.bytes_per_second", bytesPerSecond);
      Rules.positive("consumer.stalled_seconds", stalledSeconds);
    }
  }

  public Scenario {
    Rules.required("name", name);
    Rules.require(name.matches("[a-z0-9]+(-[a-z0-9]+)*"), "name", "must be words with dashes");
    Rules.required("about", about);
    Rules.require(
        Rules.count(execute, agent, raw) == 1,
        "execute",
        "just one of execute, agent and raw is needed");
    Rules.positive("clients", clients);
    Rules.positive("executions", executions);
    Rules.positive("at_once", atOnce);
    Rules.positive("rate", rate);
    Rules.positive("for_seconds", forSeconds);
    Rules.positive("deadline_seconds", deadlineSeconds);
    controls = controls == null ? List.of() : List.copyOf(controls);
    faults = faults == null ? List.of() : List.copyOf(faults);
    needs = needs == null ? List.of() : List.copyOf(needs);
    raw = raw == null ? List.of() : List.copyOf(raw);
    expect = Objects.requireNonNullElse(expect, Expectation.NONE);
  }

  /** What it does. */
  public enum Kind {
    COMMANDS,
    AGENT_TASKS,
    RAW
  }

  public Kind kind() {
    if (execute != null) {
      return Kind.COMMANDS;
    }
    return agent != null ? Kind.AGENT_TASKS : Kind.RAW;
  }

  public int clientCount() {
    return Objects.requireNonNullElse(clients, 1);
  }

  public int executionsPerClient() {
    return Objects.requireNonNullElse(executions, 1);
  }

  public int atOncePerClient() {
    return Objects.requireNonNullElse(atOnce, Integer.MAX_VALUE);
  }

  public long deadlineMillis() {
    return 1000L * Objects.requireNonNullElse(deadlineSeconds, DEFAULT_DEADLINE_SECONDS);
  }

  /** Whether it can't be run on a server that others have started. */
  public boolean needsOwnServer() {
    return server != null || faults.stream().anyMatch(f -> f.type() == Fault.Type.KILL_SERVER);
  }

  /** Whether one of its faults is of this type. */
  public boolean has(Fault.Type type) {
    return faults.stream().anyMatch(fault -> fault.type() == type);
  }

  /** The fault of this type; there is one. */
  public Fault fault(Fault.Type type) {
    return faults.stream().filter(fault -> fault.type() == type).findFirst().orElseThrow();
  }

  /** As a file of scenarios has it. */
  record FileContent(
      @JsonProperty(required = true) String category,
      @JsonProperty(required = true) List<Map<String, JsonNode>> scenarios) {}
}
