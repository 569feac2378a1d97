package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.protocol.client.ExecutionListener;
import dev.ccexecutor.protocol.client.OutputChunk;
import dev.ccexecutor.protocol.client.RemoteExecution;
import dev.ccexecutor.protocol.execution.AttachMode;
import dev.ccexecutor.protocol.execution.AttachParams;
import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.jsonrpc.InvalidParameterException;
import java.util.Optional;

/** {@code input}: takes what comes on stdin to an execution. */
final class InputSteps implements RemoteAction.Steps {
  @Override
  public Outcome run(RemoteAction.Connection connection, Invocation invocation)
      throws WrongArgumentException, CallFailedException {
    AttachParams params;
    try {
      String id = invocation.request().words().getFirst();
      params = new AttachParams(id, null, null, OutputForm.NONE, null, null, AttachMode.OBSERVE);
    } catch (InvalidParameterException invalid) {
      throw new WrongArgumentException(invalid.field() + " " + invalid.getMessage());
    }
    RemoteExecution execution = Calls.await(connection.open().attach(params, new NoOutput()));
    boolean ends = !invocation.options().has(ClientOption.KEEP_OPEN);
    InputPump pump = new InputPump(invocation.streams(), ends, Optional.empty(), request -> {});
    pump.start(execution.input());
    Calls.await(pump.finished());
    return Outcome.exited(ExitCode.OK);
  }

  /** Wants none. */
  private static final class NoOutput implements ExecutionListener {
    @Override
    public void onOutput(OutputChunk chunk) {
      chunk.release();
    }
  }
}
