package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.protocol.client.ClientException;
import dev.ccexecutor.protocol.client.ExecutionListener;
import dev.ccexecutor.protocol.client.OutputChunk;
import dev.ccexecutor.protocol.client.RemoteExecution;
import dev.ccexecutor.protocol.execution.ExecutionState;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.ProcessGap;
import java.io.IOException;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * Takes an execution's events to a sink, in the order in which they came, on a thread of its own.
 * While our reader does not read, the sink blocks, nothing is released, the window closes, and in
 * the end the command has to wait: what waits here is never more than the window.
 */
final class OutputWriter implements ExecutionListener {
  private final OutputSink sink;
  private final ProgressLine progress;
  private final Consumer<String> messages;
  private final BlockingDeque<Event> events = new LinkedBlockingDeque<>();
  private final CompletableFuture<ProcessCompleted> written = new CompletableFuture<>();

  OutputWriter(OutputSink sink, ProgressLine progress, Consumer<String> messages) {
    this.sink = sink;
    this.progress = progress;
    this.messages = messages;
  }

  @FunctionalInterface
  private interface Event {
    void write() throws IOException;
  }

  /**
   * Completes when all was written; fails with an {@link IOException} if it could not be, or with
   * what made the output end too early.
   */
  CompletableFuture<ProcessCompleted> written() {
    return written;
  }

  /** What has come meanwhile waits for this. On any thread. */
  void start(RemoteExecution execution) {
    events.addFirst(() -> sink.started(execution));
    Thread.ofPlatform().daemon().name("output").start(this::writeAll);
  }

  @Override
  public void onOutput(OutputChunk chunk) {
    events.add(() -> write(chunk));
  }

  @Override
  public void onGap(ProcessGap gap) {
    events.add(() -> sink.gap(gap));
  }

  @Override
  public void onStateChange(ExecutionState state) {
    progress.state(state.wireName());
  }

  @Override
  public void onWarning(JsonNode hookWarning) {
    events.add(() -> messages.accept("warning: " + hookWarning.path("message").asString("")));
  }

  @Override
  public void onReconnecting(ClientException cause) {
    progress.state("connecting again");
    events.add(() -> messages.accept(cause.getMessage() + "; connecting again"));
  }

  @Override
  public void onReconnected() {
    progress.state(ExecutionState.RUNNING.wireName());
  }

  @Override
  public void onCompleted(ProcessCompleted end) {
    events.add(
        () -> {
          sink.completed(end);
          written.complete(end);
        });
  }

  @Override
  public void onFailed(Throwable cause) {
    events.add(() -> written.completeExceptionally(cause));
  }

  private void write(OutputChunk chunk) throws IOException {
    try {
      // Behind a failure there is nobody to write for.
      if (!written.isDone()) {
        sink.output(chunk.stream(), chunk.offset(), chunk.content());
      }
    } finally {
      chunk.release();
    }
  }

  private void writeAll() {
    while (!written.isDone()) {
      try {
        events.take().write();
      } catch (IOException | RuntimeException failure) {
        written.completeExceptionally(failure);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        written.completeExceptionally(stopped);
      }
    }
  }
}
