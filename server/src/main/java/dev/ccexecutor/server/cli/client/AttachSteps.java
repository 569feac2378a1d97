package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.protocol.client.ExecutionListener;
import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.protocol.client.OutputChunk;
import dev.ccexecutor.protocol.client.RemoteExecution;
import dev.ccexecutor.protocol.execution.AttachMode;
import dev.ccexecutor.protocol.execution.AttachParams;
import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.execution.TerminalSize;
import dev.ccexecutor.protocol.jsonrpc.InvalidParameterException;
import dev.ccexecutor.server.cli.terminal.JobControl;
import dev.ccexecutor.server.cli.terminal.RawTerminal;
import dev.ccexecutor.server.posix.PosixException;
import dev.ccexecutor.server.posix.WindowSize;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** {@code attach}: an execution that is there, as if it had been started here. */
final class AttachSteps implements RemoteAction.Steps {
  @Override
  public Outcome run(RemoteAction.Connection connection, Invocation invocation)
      throws WrongArgumentException, CallFailedException {
    GivenOptions options = invocation.options();
    StandardStreams streams = invocation.streams();
    boolean observes = options.has(ClientOption.OBSERVE);
    String id = invocation.request().words().getFirst();
    AttachParams params = params(id, options, observes);
    ExecutorClient client = connection.open();
    boolean input = !observes && !options.has(ClientOption.NO_STDIN) && streams.hasInput();
    Optional<RawTerminal> terminal =
        input && wantsTerminal(invocation) ? terminal(client, id) : Optional.empty();
    Foreground.Terms terms = new Foreground.Terms(terminal, input, !observes, false);
    return new Foreground(invocation, terms).follow(listener -> client.attach(params, listener));
  }

  private static AttachParams params(String id, GivenOptions options, boolean observes)
      throws WrongArgumentException {
    OptionalLong from = options.number(ClientOption.FROM);
    Long offset = from.isPresent() ? from.getAsLong() : null;
    AttachMode mode = observes ? AttachMode.OBSERVE : AttachMode.TAKE;
    try {
      return new AttachParams(id, offset, offset, OutputForm.BINARY, null, null, mode);
    } catch (InvalidParameterException invalid) {
      throw new WrongArgumentException(invalid.field() + " " + invalid.getMessage());
    }
  }

  private static boolean wantsTerminal(Invocation invocation) {
    StandardStreams streams = invocation.streams();
    return streams.readsTerminal()
        && streams.writesTerminal()
        && !invocation.request().wantsJson()
        && JobControl.isForeground();
  }

  /** Only an execution with a terminal takes a size, and no status says whether it has one. */
  private static Optional<RawTerminal> terminal(ExecutorClient client, String id)
      throws CallFailedException {
    Optional<RawTerminal> terminal = RawTerminal.onStdin();
    if (terminal.isEmpty()) {
      return terminal;
    }
    TerminalProbe probe = new TerminalProbe();
    RemoteExecution observed =
        Calls.await(
            client.attach(
                new AttachParams(id, null, null, OutputForm.NONE, null, null, AttachMode.OBSERVE),
                probe));
    try {
      Optional<WindowSize> size = terminal.get().size();
      TerminalSize asked =
          size.map(known -> new TerminalSize(known.cols(), known.rows()))
              .orElse(new TerminalSize(80, 24));
      CompletableFuture<Boolean> taken =
          observed.resize(asked).handle((nothing, failure) -> failure == null);
      boolean has = taken.join();
      Calls.settle(observed.detach(), TerminalProbe.PATIENCE_MILLIS);
      return has ? terminal : Optional.empty();
    } catch (PosixException hungUp) {
      return Optional.empty(); // There is no terminal here any more.
    }
  }

  /** Wants no output. */
  private static final class TerminalProbe implements ExecutionListener {
    static final long PATIENCE_MILLIS = 5_000;

    @Override
    public void onOutput(OutputChunk chunk) {
      chunk.release();
    }
  }
}
