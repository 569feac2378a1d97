package dev.ccexecutor.server.mcp.tool;

import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.ExecuteParamsBuilder;
import dev.ccexecutor.protocol.execution.OnDisconnect;
import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.protocol.execution.StdinMode;
import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.server.mcp.executor.ExecutorException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A command as a tool was asked for it. Where the server's rules do not let it have what the tool
 * wants of its own accord, it is mended and says so; what was asked for is never changed.
 */
final class CommandRequest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String KEPT_ON_DISK = "transcript";
  private static final String DETACH_TTL = "detach_ttl";

  private final Arguments arguments;
  private final ExecuteParamsBuilder builder;
  private final String executionId = "mcp-" + HexFormat.of().toHexDigits(RANDOM.nextLong());
  private final List<String> notes = new ArrayList<>();
  private final byte[] input;
  private SpoolMode spool;

  CommandRequest(Arguments arguments) throws ExecutorException {
    this.arguments = arguments;
    if (arguments.has("command") == arguments.has("argv")) {
      throw new ExecutorException(
          "Give either command (a line for the shell) or argv (a program and its arguments).");
    }
    input = arguments.utf8("stdin");
    builder =
        arguments.has("command")
            ? ExecuteParams.command(arguments.required("command"))
            : ExecuteParams.argv(arguments.texts("argv"));
    spool = arguments.flag(KEPT_ON_DISK, true) ? SpoolMode.ALL : SpoolMode.OFF;
    fill();
  }

  private void fill() {
    builder
        .executionId(executionId)
        .spool(spool)
        .onDisconnect(OnDisconnect.DETACH)
        .progress(ProgressTeller.HEARTBEAT_SECONDS);
    arguments.text("cwd").ifPresent(builder::cwd);
    if (arguments.has("env")) {
      builder.env(arguments.map("env"));
    }
    if (arguments.has("labels")) {
      builder.labels(arguments.map("labels"));
    }
    if (arguments.has("timeout")) {
      builder.timeout(arguments.number("timeout", 0));
    }
    if (arguments.has("idle_timeout")) {
      builder.idleTimeout(arguments.number("idle_timeout", 0));
    }
    if (arguments.flag("merge_stderr", false)) {
      builder.mergeStderr(true);
    }
    if (arguments.has("stdin")) {
      builder.stdin(StdinMode.PIPE);
    }
  }

  String executionId() {
    return executionId;
  }

  /** What is to be written to its standard input; the bytes themselves, not a copy. */
  byte[] input() {
    return input;
  }

  /** For what only one of the tools wants. */
  ExecuteParamsBuilder builder() {
    return builder;
  }

  /** Whether a server could take it at all. */
  void check() {
    var unused = builder.build();
  }

  ExecuteParams params() {
    return builder.build();
  }

  boolean hasTranscript() {
    return spool == SpoolMode.ALL;
  }

  /** What is not as it usually is; for the result. */
  List<String> notes() {
    return notes;
  }

  /** Takes out of it what the server has refused; false if that is not for this to change. */
  boolean mend(ExecutorException refusal) {
    String field = refusal.data().path("field").asString("");
    if (field.equals("spool") && spool == SpoolMode.ALL) {
      spool = SpoolMode.OFF;
      builder.spool(spool);
      notes.add(
          "No transcript: the server does not let this be kept on its disk. Only the newest output"
              + " is kept, in memory, for a few minutes.");
      return true;
    }
    if (!refusal.is(ErrorKind.COMMAND_NOT_ALLOWED) || !refusal.data().path("limit").isNumber()) {
      return false;
    }
    double limit = refusal.data().get("limit").asDouble();
    if (field.equals(DETACH_TTL) && !arguments.has(DETACH_TTL)) {
      builder.detachTtl(limit);
      notes.add("It may go on without a connection for " + (long) limit + " s at most.");
      return true;
    }
    if (field.equals("window") || field.equals("replay")) {
      return bound(field, (long) limit);
    }
    return false;
  }

  /** Room for output on its way, of which nothing here depends on how much it is. */
  private boolean bound(String field, long limit) {
    if (field.equals("window")) {
      builder.window(limit);
    } else {
      builder.replay(limit);
    }
    return true;
  }
}
