package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.HookWarning;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcError;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.protocol.jsonrpc.Parameters;
import dev.ccexecutor.server.audit.AuditLog;
import dev.ccexecutor.server.config.HookFailure;
import dev.ccexecutor.server.execution.ExecutionHooks;
import dev.ccexecutor.server.execution.ExecutionSpec;
import dev.ccexecutor.server.hook.HookKind;
import dev.ccexecutor.server.hook.HookOutcome;
import dev.ccexecutor.server.hook.HookRun;
import dev.ccexecutor.server.hook.HookRunner;
import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.posix.ResourceLimits;
import dev.ccexecutor.server.session.Session;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** The operator's hooks around one execution, and what follows from what they say. */
final class HookedExecution implements ExecutionHooks {
  private static final Logger log = LoggerFactory.getLogger(HookedExecution.class);

  private final HookRunner runner;
  private final CommandGate gate;
  private final ExecutionSpecs specs;
  private final AuditLog audit;
  private final Session session;
  private final ExecutionSpec spec;

  private final MethodCall call;
  private final ResourceLimits limits;

  /**
   * The parameters as JSON, until the start; then what has run, for who is told of its end. As
   * objects they may take many times the bytes that they are counted as.
   */
  private volatile byte[] kept;

  /** The reader loop's. */
  private HookRun underWay;

  HookedExecution(
      HookRunner runner,
      CommandGate gate,
      ExecutionSpecs specs,
      AuditLog audit,
      ExecuteHooks.Asked request) {
    this.runner = runner;
    this.gate = gate;
    this.specs = specs;
    this.audit = audit;
    this.session = request.call().session();
    this.spec = request.spec();
    this.call = new MethodCall(session, null, request.call().requestId());
    this.limits = request.limits();
    this.kept =
        Json.MAPPER.writeValueAsBytes(
            actBefore() ? request.params() : ExecuteHooks.commandOf(request.params()));
  }

  @Override
  public boolean actBefore() {
    return runner.config().hasPreExecute();
  }

  @Override
  public boolean actAfter() {
    return runner.config().hasPostExecute();
  }

  @Override
  public CompletableFuture<Prepared> before() {
    ObjectNode command = ExecuteHooks.commandOf(asked());
    underWay = run(HookKind.PRE_EXECUTE, input(HookKind.PRE_EXECUTE, command));
    return underWay.outcome().thenApplyAsync(this::decide, session.executor());
  }

  @Override
  public CompletableFuture<Optional<HookWarning>> after(ProcessCompleted end) {
    ObjectNode command = (ObjectNode) Json.MAPPER.readTree(kept);
    ObjectNode input = input(HookKind.POST_EXECUTE, command);
    input.set("end", Json.MAPPER.valueToTree(end));
    underWay = run(HookKind.POST_EXECUTE, input);
    return underWay.outcome().thenApply(this::warningAfter);
  }

  @Override
  public void giveUp() {
    if (underWay != null) {
      underWay.cancel();
    }
  }

  private HookRun run(HookKind kind, ObjectNode input) {
    return runner.run(
        kind, spec.executionId(), spec.principal(), Json.MAPPER.writeValueAsString(input));
  }

  private ExecuteParams asked() {
    return Json.MAPPER.readValue(kept, ExecuteParams.class);
  }

  private ObjectNode input(HookKind kind, ObjectNode command) {
    ObjectNode input = Json.MAPPER.createObjectNode();
    input.put("hook", kind.wireName());
    input.put("execution_id", spec.executionId());
    input.put("principal", spec.principal().name());
    input.put("session_id", spec.sessionId());
    input.put("peer", session.peer());
    input.setAll(command);
    return input;
  }

  /** A refusal is thrown, as the failure of what this is a part of. */
  @RunsOn(ThreadRole.EVENT_LOOP)
  private Prepared decide(HookOutcome outcome) {
    ExecuteParams asked = asked();
    try {
      return prepared(outcome, asked);
    } catch (JsonRpcException e) {
      throw new RefusalAudit(audit).told(call, asked, e);
    }
  }

  private Prepared prepared(HookOutcome outcome, ExecuteParams asked) throws JsonRpcException {
    return switch (outcome) {
      case HookOutcome.Answered answered -> prepared(answered.output(), asked);
      case HookOutcome.Failed failed -> afterFailure(failed.message(), asked);
      case HookOutcome.Canceled canceled -> afterFailure("it was ended", asked);
    };
  }

  private Prepared prepared(String output, ExecuteParams asked) throws JsonRpcException {
    HookAnswer answer;
    try {
      answer = HookAnswer.parse(output);
    } catch (JacksonException e) {
      return afterBadAnswer("what it has printed is no answer that this server understands", asked);
    }
    if (answer.refuses()) {
      throw refusal("refused the command: " + answer.shownReason(), answer.shownReason());
    }
    return answer.changesSomething()
        ? changed(answer, asked)
        : ready(asked, gate.permit(session, asked), Optional.empty());
  }

  /** What was changed has to pass all that the client's own words have passed. */
  private Prepared changed(HookAnswer answer, ExecuteParams asked) throws JsonRpcException {
    ExecuteParams params;
    try {
      params = Parameters.bind(answer.appliedTo(asked), ExecuteParams.class);
    } catch (JsonRpcException e) {
      return afterBadAnswer(
          "what it makes of the command can't be used: " + e.error().data().get("field"), asked);
    }
    return ready(params, permitChanged(params), Optional.empty());
  }

  /** Its client must not take the words that are not allowed for its own. */
  private Permission permitChanged(ExecuteParams params) throws JsonRpcException {
    try {
      return gate.permit(session, params);
    } catch (JsonRpcException e) {
      throw e.error().with("hook", HookKind.PRE_EXECUTE.wireName()).asException();
    }
  }

  private Prepared ready(
      ExecuteParams params, Permission permission, Optional<HookWarning> warning) {
    Prepared ready = new Prepared(specs.spawnRequest(params, permission, spec, limits), warning);
    kept = actAfter() ? Json.MAPPER.writeValueAsBytes(ExecuteHooks.commandOf(params)) : null;
    return ready;
  }

  /** Of a process that has failed its run has told already. */
  private Prepared afterBadAnswer(String message, ExecuteParams asked) throws JsonRpcException {
    log.atWarn()
        .addKeyValue(LogKeys.EXECUTION_ID, spec.executionId())
        .addKeyValue("hook", HookKind.PRE_EXECUTE.wireName())
        .addKeyValue(LogKeys.REASON, message)
        .log("a hook has failed");
    return afterFailure(message, asked);
  }

  private Prepared afterFailure(String message, ExecuteParams asked) throws JsonRpcException {
    noteFailure(HookKind.PRE_EXECUTE, message);
    if (runner.config().failure() == HookFailure.REFUSE) {
      throw refusal("has failed: " + message, "hook_failed");
    }
    Optional<HookWarning> warning = Optional.of(warning(HookKind.PRE_EXECUTE, message));
    return ready(asked, gate.permit(session, asked), warning);
  }

  private static JsonRpcException refusal(String what, String reason) {
    return JsonRpcError.of(ErrorKind.COMMAND_NOT_ALLOWED, "The server's hook pre_execute " + what)
        .with("reason", reason)
        .with("hook", HookKind.PRE_EXECUTE.wireName())
        .asException();
  }

  private Optional<HookWarning> warningAfter(HookOutcome outcome) {
    return switch (outcome) {
      case HookOutcome.Answered answered -> Optional.empty();
      case HookOutcome.Failed failed -> Optional.of(warningAfter(failed.message()));
      case HookOutcome.Canceled canceled -> Optional.of(warningAfter("it was ended"));
    };
  }

  private HookWarning warningAfter(String message) {
    noteFailure(HookKind.POST_EXECUTE, message);
    return warning(HookKind.POST_EXECUTE, message);
  }

  private HookWarning warning(HookKind kind, String message) {
    return new HookWarning(spec.executionId(), kind.wireName(), message);
  }

  private void noteFailure(HookKind kind, String message) {
    audit.write(
        SessionAudit.entry("hook_failed", session)
            .with("execution_id", spec.executionId())
            .with("hook", kind.wireName())
            .with("reason", message)
            .build());
  }
}
