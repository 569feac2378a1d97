package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.protocol.client.ExecutionListener;
import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.protocol.client.OutputChunk;
import dev.ccexecutor.protocol.client.RemoteExecution;
import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.TerminalSize;
import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.cli.terminal.JobControl;
import dev.ccexecutor.server.cli.terminal.RawTerminal;
import dev.ccexecutor.server.posix.PosixException;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** {@code run}: has one command run on a server, as if it ran here, or there alone. */
final class RunSteps implements RemoteAction.Steps {
  private static final TerminalSize USUAL_SIZE = new TerminalSize(80, 24);

  @Override
  public Outcome run(RemoteAction.Connection connection, Invocation invocation)
      throws WrongArgumentException, CallFailedException {
    GivenOptions options = invocation.options();
    StandardStreams streams = invocation.streams();
    boolean detached = options.has(ClientOption.DETACH);
    boolean pty = wantsTerminal(options, streams);
    boolean input =
        !options.has(ClientOption.NO_STDIN)
            && (detached ? options.has(ClientOption.STDIN) : streams.hasInput());
    Optional<RawTerminal> terminal =
        pty && input && !detached && streams.readsTerminal()
            ? RawTerminal.onStdin()
            : Optional.empty();
    boolean thisMachine =
        ServerAddress.isThisMachine(ServerAddress.of(options, invocation.environment()));
    ExecuteParams params =
        new ExecuteRequest(invocation)
            .params(thisMachine, input, pty ? Optional.of(sizeOf(terminal)) : Optional.empty());
    ExecutorClient client = connection.open();
    if (detached) {
      return detach(client, params, invocation);
    }
    return new Foreground(invocation, new Foreground.Terms(terminal, input, true, true))
        .follow(listener -> client.execute(params, listener));
  }

  /** In the background there is no terminal to be had, but what is asked for is given. */
  private static boolean wantsTerminal(GivenOptions options, StandardStreams streams) {
    if (options.has(ClientOption.NO_TTY)) {
      return false;
    }
    boolean plain =
        options.has(ClientOption.DETACH)
            || options.has(ClientOption.JSON)
            || options.has(ClientOption.NO_STDIN);
    return options.has(ClientOption.TTY)
        || (!plain
            && streams.readsTerminal()
            && streams.writesTerminal()
            && JobControl.isForeground());
  }

  private static TerminalSize sizeOf(Optional<RawTerminal> terminal) {
    try {
      return terminal.isEmpty()
          ? USUAL_SIZE
          : terminal
              .get()
              .size()
              .map(size -> new TerminalSize(size.cols(), size.rows()))
              .orElse(USUAL_SIZE);
    } catch (PosixException hungUp) {
      return USUAL_SIZE; // Without a terminal one size is as good as any.
    }
  }

  private static Outcome detach(ExecutorClient client, ExecuteParams params, Invocation invocation)
      throws CallFailedException {
    Unread output = new Unread();
    RemoteExecution execution = Calls.await(client.execute(params, output));
    Calls.await(execution.detach());
    output.release();
    String id = execution.executionId();
    invocation
        .out()
        .println(
            invocation.request().wantsJson()
                ? Json.MAPPER.writeValueAsString(Map.of("execution_id", id, "pid", execution.pid()))
                : id);
    invocation.out().flush();
    return Outcome.exited(ExitCode.OK);
  }

  /** Acknowledges nothing in time, so that all of it is there for who comes next. */
  private static final class Unread implements ExecutionListener {
    private final Queue<OutputChunk> chunks = new ConcurrentLinkedQueue<>();

    @Override
    public void onOutput(OutputChunk chunk) {
      chunks.add(chunk);
    }

    void release() {
      chunks.forEach(OutputChunk::release);
    }
  }
}
