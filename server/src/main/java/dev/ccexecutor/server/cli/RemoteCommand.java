package dev.ccexecutor.server.cli;

import dev.ccexecutor.protocol.client.ClientListener;
import dev.ccexecutor.protocol.client.RemoteErrorException;
import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.StreamTotals;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.frame.DataFrameHeader;
import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.protocol.jsonrpc.Parameters;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;

/**
 * The client's side of one command. Output is written on the connection's event loop: while our
 * reader does not read, the write blocks, nothing more is taken from the socket, and in the end the
 * command has to wait. So memory stays flat however much is written.
 */
final class RemoteCommand implements ClientListener {
  private final ReceivedStream stdout;
  private final ReceivedStream stderr;
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

  RemoteCommand(StandardStreams streams) {
    stdout = new ReceivedStream(streams.stdout());
    stderr = new ReceivedStream(streams.stderr());
  }

  /** Completes, never exceptionally, when it is known what became of the command. */
  CompletableFuture<Outcome> outcome() {
    return outcome;
  }

  /** The server would not start the command, or could not be asked. */
  void failToStart(Throwable cause) {
    outcome.complete(
        cause instanceof RemoteErrorException error
            ? new Outcome(exitCodeOf(error), messageOf(error))
            : Outcome.clientFailed(cause.getMessage()));
  }

  @Override
  public void onData(DataFrameHeader header, ByteBuf payload) {
    ReceivedStream stream = header.stream() == StreamType.STDERR ? stderr : stdout;
    if (outcome.isDone() || header.endOfStream()) {
      return;
    }
    if (header.offset() != stream.bytes()) {
      outcome.complete(incomplete(header.stream()));
      return;
    }
    try {
      stream.write(payload);
    } catch (IOException failure) {
      outcome.complete(cannotWrite(failure));
    }
  }

  @Override
  public void onNotification(String method, JsonNode params) {
    if (!method.equals("process.completed")) {
      return;
    }
    try {
      outcome.complete(outcomeOf(Parameters.bind(params, ProcessCompleted.class)));
    } catch (JsonRpcException malformed) {
      outcome.complete(Outcome.clientFailed("malformed end record: " + malformed.getMessage()));
    }
  }

  @Override
  public void onClosed(int code, String reason) {
    String why = reason.isEmpty() ? "" : ": " + reason;
    outcome.complete(Outcome.clientFailed("connection to the server lost (" + code + ")" + why));
  }

  private Outcome outcomeOf(ProcessCompleted end) {
    if (end.exitCode() == null) {
      return Outcome.clientFailed("the server lost the command");
    }
    if (!arrived(stdout, end.stdout())) {
      return incomplete(StreamType.STDOUT);
    }
    if (!arrived(stderr, end.stderr())) {
      return incomplete(StreamType.STDERR);
    }
    return new Outcome(end.exitCode(), explain(end.reason()));
  }

  private static boolean arrived(ReceivedStream stream, StreamTotals totalsOrNull) {
    return totalsOrNull == null || stream.matches(totalsOrNull);
  }

  private static Outcome incomplete(StreamType stream) {
    String name = stream.name().toLowerCase(Locale.ROOT);
    return Outcome.clientFailed("the command's " + name + " did not arrive whole");
  }

  /** Java has no errno for this; the text is what the C library says for EPIPE. */
  private static Outcome cannotWrite(IOException failure) {
    return "Broken pipe".equals(failure.getMessage())
        ? Outcome.exited(ExitCode.BROKEN_PIPE)
        : Outcome.clientFailed("cannot write the command's output: " + failure.getMessage());
  }

  /** What ended the command, where it was not the command. */
  private static String explain(EndReason reason) {
    return switch (reason) {
      case TIMEOUT, IDLE_TIMEOUT -> "the command was stopped after its time was over";
      case CANCELED, KILLED -> "the command was stopped by another client";
      case SERVER_SHUTDOWN -> "the command was stopped because the server shuts down";
      case DISCONNECTED -> "the command was stopped because it was detached for too long";
      case EXIT, SIGNAL -> "";
      case null -> "";
    };
  }

  private static int exitCodeOf(RemoteErrorException error) {
    if (error.code() != ErrorKind.SPAWN_FAILED.code()) {
      return ExitCode.CLIENT_FAILED;
    }
    return switch (error.data().path("errno").asString("")) {
      case "ENOENT" -> ExitCode.NOT_FOUND;
      case "EACCES", "ENOEXEC", "EISDIR", "ENOTDIR" -> ExitCode.NOT_EXECUTABLE;
      default -> ExitCode.CLIENT_FAILED;
    };
  }

  private static String messageOf(RemoteErrorException error) {
    String errno = error.data().path("errno").asString("");
    boolean said = errno.isEmpty() || error.getMessage().contains(errno);
    return said ? error.getMessage() : error.getMessage() + " (" + errno + pathOf(error) + ")";
  }

  private static String pathOf(RemoteErrorException error) {
    String path = error.data().path("path").asString("");
    return path.isEmpty() ? "" : ": " + path;
  }
}
