package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.protocol.execution.ControlParams;
import dev.ccexecutor.protocol.execution.ControlResult;
import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.jsonrpc.InvalidParameterException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** {@code pause}, {@code resume}, {@code cancel}, {@code kill} and {@code signal}. */
final class ControlSteps implements RemoteAction.Steps {
  private final ControlType type;

  ControlSteps(ControlType type) {
    this.type = type;
  }

  @Override
  public Outcome run(RemoteAction.Connection connection, Invocation invocation)
      throws WrongArgumentException, CallFailedException {
    List<String> words = invocation.request().words();
    String signal = type == ControlType.SIGNAL ? words.getFirst() : null;
    List<String> ids = signal == null ? words : words.subList(1, words.size());
    OptionalDouble grace = invocation.options().seconds(ClientOption.GRACE);
    List<ControlParams> controls = new ArrayList<>();
    for (String id : ids) {
      controls.add(params(id, signal, grace));
    }
    ExecutorClient client = connection.open();
    Outcome outcome = Outcome.exited(ExitCode.OK);
    for (ControlParams params : controls) {
      // The others are none the worse for one that can't be had.
      outcome = control(client, params, invocation, outcome);
    }
    return outcome;
  }

  private ControlParams params(String id, String signal, OptionalDouble grace)
      throws WrongArgumentException {
    try {
      Double seconds = grace.isPresent() ? grace.getAsDouble() : null;
      return new ControlParams(type, id, signal, seconds);
    } catch (InvalidParameterException invalid) {
      throw new WrongArgumentException(invalid.field() + " " + invalid.getMessage());
    }
  }

  private static Outcome control(
      ExecutorClient client, ControlParams params, Invocation invocation, Outcome before) {
    try {
      ControlResult result = Calls.await(client.control(params));
      if (invocation.request().wantsJson()) {
        Answer.json(invocation, result);
      }
      return before;
    } catch (CallFailedException failed) {
      Outcome outcome = failed.outcome();
      String message = params.executionId() + ": " + outcome.message();
      if (before.exitCode() != ExitCode.OK) {
        Answer.failure(invocation, before);
      }
      return Outcome.failed(outcome.exitCode(), message);
    }
  }
}
