package dev.ccexecutor.server.mcp.tool;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.agent.AgentAdapter;
import dev.ccexecutor.server.agent.AgentResult;
import dev.ccexecutor.server.agent.AgentTask;
import dev.ccexecutor.server.agent.AgentTaskBuilder;
import dev.ccexecutor.server.agent.TaskTimeout;
import dev.ccexecutor.server.agent.event.Adapters;
import dev.ccexecutor.server.agent.run.AgentRun;
import dev.ccexecutor.server.agent.run.AgentRunner;
import dev.ccexecutor.server.mcp.executor.ExecutorException;
import dev.ccexecutor.server.mcp.executor.ExecutorSession;
import dev.ccexecutor.server.mcp.feature.CallContext;
import dev.ccexecutor.server.mcp.feature.ExecutorConnections.Purpose;
import dev.ccexecutor.server.mcp.feature.Outcome;
import dev.ccexecutor.server.mcp.feature.ToolResult;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** Has another agent do a piece of work, and waits for its result. */
final class AgentTool implements ExecutorTool.Action {
  private static final int DEFAULT_RETRIES = 2;
  private static final Duration DETACH_TTL = Duration.ofSeconds(60);

  /** Longer than the task's grace between TERM and KILL. */
  private static final Duration AFTER_CANCEL = Duration.ofSeconds(25);

  /** Longer than any text that a model should get at once. */
  private static final int MOST_CHARACTERS = 128 << 10;

  private static final Pattern OPTION = Pattern.compile("--([a-z]+(?:-[a-z]+)*)");

  @Override
  public Outcome run(Arguments arguments, CallContext context)
      throws ExecutorException, InterruptedException {
    AgentTask task = task(arguments);
    try (ExecutorSession session = ExecutorSession.open(context.caller(), Purpose.WAIT);
        AgentRunner runner = new AgentRunner(session.client())) {
      AgentProgress progress = new AgentProgress(context);
      AgentRun run = runner.run(task, progress);
      return outcome(result(run, progress, session, context));
    }
  }

  /** Waits for it, and says from time to time that it goes on, whatever the agent says. */
  private static AgentResult result(
      AgentRun run, AgentProgress progress, ExecutorSession session, CallContext context)
      throws ExecutorException, InterruptedException {
    boolean ended = false;
    try {
      while (!ExecutorSession.isDoneWithin(run.result(), AgentProgress.HEARTBEAT)) {
        progress.heartbeat();
      }
      ended = true;
      return ExecutorSession.await(run.result());
    } finally {
      if (!ended) {
        run.cancel();
        if (!ExecutorSession.isDoneWithin(run.result(), AFTER_CANCEL)) {
          Stop.execution(session, context.caller(), progress.executionId());
        }
      }
    }
  }

  private static AgentTask task(Arguments arguments) throws ExecutorException {
    String agent = arguments.text("agent").orElse("claude");
    AgentAdapter adapter =
        Adapters.named(agent)
            .orElseThrow(
                () ->
                    new ExecutorException(
                        "There is no agent " + agent + "; there are " + Adapters.names() + "."));
    try {
      AgentTaskBuilder builder =
          AgentTask.builder("mcp-task", arguments.required("prompt"), adapter)
              .agentCommand(arguments.texts("agent_command"))
              .tools(arguments.texts("tools"))
              .retries((int) arguments.integer("retries", DEFAULT_RETRIES))
              .detachTtl(DETACH_TTL);
      arguments.text("cwd").ifPresent(builder::cwd);
      arguments.text("model").ifPresent(builder::model);
      arguments.text("permission_mode").ifPresent(builder::permissionMode);
      if (arguments.has("env")) {
        builder.env(arguments.map("env"));
      }
      if (arguments.has("timeout")) {
        builder.timeout(TaskTimeout.of(Waits.ofSeconds(arguments.number("timeout", 0))));
      }
      if (arguments.has("max_turns")) {
        builder.maxTurns((int) arguments.integer("max_turns", 0));
      }
      if (arguments.has("max_budget_usd")) {
        builder.maxBudgetUsd(BigDecimal.valueOf(arguments.number("max_budget_usd", 0)));
      }
      return builder.build();
    } catch (IllegalArgumentException invalid) {
      throw new ExecutorException(invalid.getMessage() + ".");
    }
  }

  private static Outcome outcome(AgentResult result) {
    ObjectNode document = Json.MAPPER.valueToTree(result);
    document.remove("name");
    if (document.path("failure") instanceof ObjectNode failure) {
      failure.put("advice", inArguments(failure.path("advice").asString("")));
    }
    boolean isResultCut = cut(document, "result");
    boolean isPartCut = cut(document, "partial_text");
    document.put("text_is_cut", isResultCut || isPartCut);
    Outcome.Complete outcome = ToolResult.structured(document, text(result, document));
    if (result.isError()) {
      outcome.result().put("isError", true);
    }
    return outcome;
  }

  /** Advice that names options of the command line, for who has the tool's arguments instead. */
  private static String inArguments(String advice) {
    return OPTION.matcher(advice).replaceAll(option -> option.group(1).replace('-', '_'));
  }

  private static boolean cut(ObjectNode document, String member) {
    String text = document.path(member).asString("");
    if (text.length() <= MOST_CHARACTERS) {
      return false;
    }
    boolean splitsPair = Character.isHighSurrogate(text.charAt(MOST_CHARACTERS - 1));
    document.put(member, text.substring(0, splitsPair ? MOST_CHARACTERS - 1 : MOST_CHARACTERS));
    return true;
  }

  private static String text(AgentResult result, ObjectNode document) {
    StringBuilder text = new StringBuilder();
    if (result.failure() != null) {
      text.append("The task failed (")
          .append(result.failure().type().wireName())
          .append("): ")
          .append(result.failure().message())
          .append('\n')
          .append(document.at("/failure/advice").asString())
          .append('\n');
    }
    text.append("execution_id ").append(result.executionId());
    Optional.ofNullable(result.turns()).ifPresent(turns -> text.append(", turns ").append(turns));
    Optional.ofNullable(result.costUsd())
        .ifPresent(cost -> text.append(", USD ").append(cost.asString()));
    text.append(", attempts ").append(result.retries().size() + 1).append('\n');
    for (String member : new String[] {"result", "partial_text", "diagnostics"}) {
      if (document.path(member).isString()) {
        text.append(member).append(":\n").append(document.get(member).asString()).append('\n');
      }
    }
    return text.toString();
  }
}
