package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.protocol.client.RemoteExecution;
import dev.ccexecutor.protocol.execution.AttachMode;
import dev.ccexecutor.protocol.execution.AttachParams;
import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.StreamRange;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.execution.WhenFull;
import dev.ccexecutor.protocol.jsonrpc.InvalidParameterException;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** {@code logs}: what an execution has written, as far as it is kept, and what it writes. */
final class LogsSteps implements RemoteAction.Steps {
  private static final long GOODBYE_MILLIS = 5_000;

  @Override
  public Outcome run(RemoteAction.Connection connection, Invocation invocation)
      throws WrongArgumentException, CallFailedException {
    GivenOptions options = invocation.options();
    OptionalLong tail = options.number(ClientOption.TAIL);
    String only = options.text(ClientOption.STREAM);
    if (only != null && !only.equals("stdout") && !only.equals("stderr")) {
      throw GivenOptions.wrong(ClientOption.STREAM, "'" + only + "' is not stdout or stderr");
    }
    OptionalLong from = options.number(ClientOption.FROM);
    ExecutorClient client = connection.open();
    ExecutionStatus status = Calls.await(client.status(invocation.request().words().getFirst()));
    LogRange stdout = range(StreamType.STDOUT, status.stdout(), only, from);
    LogRange stderr = range(StreamType.STDERR, status.stderr(), only, from);
    boolean follows = options.has(ClientOption.FOLLOW);
    ProgressLine progress = ProgressLine.of(invocation);
    LogSink sink = new LogSink(sink(invocation, progress), stdout, stderr, follows, tail);
    if (sink.isComplete()) {
      return Outcome.exited(ExitCode.OK);
    }
    return follow(client, params(status, stdout, stderr, follows), sink, progress, invocation);
  }

  private static OutputSink sink(Invocation invocation, ProgressLine progress) {
    StandardStreams streams = invocation.streams();
    return invocation.request().wantsJson()
        ? new JsonLinesSink(streams.stdout())
        : new PlainSink(streams, progress, invocation::say);
  }

  private static LogRange range(StreamType type, StreamRange kept, String only, OptionalLong from) {
    boolean wanted = only == null || only.equals(type.wireName());
    long begin = Math.min(Math.max(from.orElse(0), kept.from()), kept.to());
    return new LogRange(wanted ? begin : kept.to(), kept.to(), wanted);
  }

  private static AttachParams params(
      ExecutionStatus status, LogRange stdout, LogRange stderr, boolean follows)
      throws WrongArgumentException {
    try {
      return new AttachParams(
          status.executionId(),
          stdout.from(),
          stderr.from(),
          OutputForm.BINARY,
          null,
          // What is there is to be had whole; who follows must not hold it up.
          follows ? WhenFull.DROP_OLDEST : WhenFull.BLOCK,
          AttachMode.OBSERVE);
    } catch (InvalidParameterException invalid) {
      throw new WrongArgumentException(invalid.field() + " " + invalid.getMessage());
    }
  }

  private static Outcome follow(
      ExecutorClient client,
      AttachParams params,
      LogSink sink,
      ProgressLine progress,
      Invocation invocation)
      throws CallFailedException {
    OutputWriter writer = new OutputWriter(sink, progress, invocation::say);
    progress.state("reading");
    progress.start();
    try {
      RemoteExecution execution = Calls.await(client.attach(params, writer));
      writer.start(execution);
      CompletableFuture<Outcome> end =
          writer.written().handle((record, failure) -> outcomeOf(record, failure, sink));
      Outcome outcome =
          CompletableFuture.anyOf(end, sink.complete())
              .thenApply(any -> end.getNow(Outcome.exited(ExitCode.OK)))
              .join();
      Calls.settle(execution.detach(), GOODBYE_MILLIS);
      return outcome;
    } finally {
      progress.stop();
    }
  }

  private static Outcome outcomeOf(ProcessCompleted end, Throwable failure, LogSink sink) {
    if (failure == null) {
      boolean known = end.exitCode() != null;
      return Outcome.exited(!sink.follows() ? ExitCode.OK : known ? end.exitCode() : ExitCode.LOST);
    }
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof IOException unwritable && Channels.isBrokenPipe(unwritable)
        ? Outcome.exited(ExitCode.BROKEN_PIPE)
        : Calls.outcomeOf(cause);
  }
}
