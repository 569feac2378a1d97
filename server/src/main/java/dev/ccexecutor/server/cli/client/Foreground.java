package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.protocol.client.ClientException;
import dev.ccexecutor.protocol.client.ExecutionListener;
import dev.ccexecutor.protocol.client.RemoteExecution;
import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.TerminalSize;
import dev.ccexecutor.server.cli.terminal.EscapeKeys;
import dev.ccexecutor.server.cli.terminal.ProcessSignals;
import dev.ccexecutor.server.cli.terminal.RawTerminal;
import dev.ccexecutor.server.posix.PosixException;
import dev.ccexecutor.server.posix.WindowSize;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * An execution as if it ran in the foreground here: its output, this process's input, signals,
 * terminal and job control.
 */
final class Foreground implements Suspension.Screen {
  private static final long FAREWELL_MILLIS = 5_000;

  private final Invocation invocation;
  private final Terms terms;
  private final ProgressLine progress;
  private final OutputWriter writer;
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
  private final Interrupts interrupts;
  private final Suspension suspension;
  private final InputPump input;
  private RemoteExecution execution;
  private volatile boolean detaching;

  /**
   * How it is.
   *
   * @param terminal the one here, to be made raw; empty if the command has none
   * @param takesInput whether stdin is passed on
   * @param endsOnInterrupt whether INT, and keys, act on the command
   * @param endsWithClient whether the command ends when this client is told to
   */
  record Terms(
      Optional<RawTerminal> terminal,
      boolean takesInput,
      boolean endsOnInterrupt,
      boolean endsWithClient) {}

  Foreground(Invocation invocation, Terms terms) {
    this.invocation = invocation;
    this.terms = terms;
    StandardStreams streams = invocation.streams();
    boolean quiet = terms.terminal().isPresent();
    progress = quiet ? ProgressLine.none(streams) : ProgressLine.of(invocation);
    OutputSink sink =
        invocation.request().wantsJson()
            ? new JsonLinesSink(streams.stdout())
            : new PlainSink(streams, progress, this::say);
    writer = new OutputWriter(sink, progress, this::say);
    interrupts = new Interrupts(terms.endsOnInterrupt(), terms.endsWithClient(), outcome);
    suspension = new Suspension(terms.endsOnInterrupt(), this);
    Optional<EscapeKeys> escapes = quiet ? Optional.of(new EscapeKeys()) : Optional.empty();
    input = new InputPump(streams, true, escapes, this::keyed);
  }

  /**
   * Returns when the command has ended, or this client is to.
   *
   * @param start asks for the execution
   */
  Outcome follow(Function<ExecutionListener, CompletableFuture<RemoteExecution>> start)
      throws CallFailedException {
    interrupts.install();
    progress.start();
    CompletableFuture<RemoteExecution> starting = start.apply(writer);
    try {
      CompletableFuture.anyOf(starting.handle((started, failure) -> 0), outcome).join();
      if (outcome.isDone()) {
        return outcome.join();
      }
      begin(Calls.await(starting));
      writer.written().whenComplete(this::written);
      return outcome.join();
    } finally {
      progress.stop();
      leave();
      input.stop();
    }
  }

  private void begin(RemoteExecution started) {
    execution = started;
    enter();
    suspension.install(started);
    terms.terminal().ifPresent(terminal -> ProcessSignals.handle("WINCH", this::resize));
    interrupts.started(started);
    writer.start(started);
    if (terms.takesInput()) {
      input.start(started.input());
    }
  }

  private void written(ProcessCompleted end, Throwable failure) {
    if (failure == null) {
      outcome.complete(outcomeOf(end));
      return;
    }
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (detaching && isDetachment(cause)) {
      return; // It is no failure where it was asked for, and who asked says so.
    }
    if (cause instanceof IOException unwritable) {
      // Nobody reads what it writes: a command of this machine would get PIPE.
      if (terms.endsWithClient()) {
        Calls.settle(execution.cancel(), FAREWELL_MILLIS);
      }
      outcome.complete(
          Channels.isBrokenPipe(unwritable)
              ? Outcome.exited(ExitCode.BROKEN_PIPE)
              : Outcome.failed(
                  ExitCode.CLIENT_FAILED,
                  "cannot write the command's output: " + unwritable.getMessage()));
      return;
    }
    outcome.complete(Calls.outcomeOf(cause));
  }

  private Outcome outcomeOf(ProcessCompleted end) {
    if (end.exitCode() == null) {
      return Outcome.failed(ExitCode.LOST, "the server lost the command");
    }
    boolean byRequest = end.reason() == EndReason.CANCELED || end.reason() == EndReason.KILLED;
    if (byRequest && interrupts.isEnding()) {
      Optional<String> signal = interrupts.signal();
      return end.signal() != null && signal.isPresent()
          ? Outcome.endedBy(signal.get())
          : Outcome.exited(end.exitCode());
    }
    return Outcome.failed(end.exitCode(), EndText.explain(end.reason()));
  }

  private void keyed(EscapeKeys.Request request) {
    switch (request) {
      case END -> interrupts.end();
      case SUSPEND -> suspension.suspend();
      case HELP -> invocation.err().print(EscapeKeys.HELP.replace("\n", "\r\n"));
      case DETACH -> detach();
    }
    invocation.err().flush();
  }

  private static boolean isDetachment(Throwable cause) {
    return cause instanceof ClientException failure
        && failure.reason() == ClientException.Reason.DETACHED;
  }

  private void detach() {
    detaching = true;
    Calls.settle(execution.detach(), FAREWELL_MILLIS);
    outcome.complete(Outcome.failed(ExitCode.OK, "detached from " + execution.executionId()));
  }

  private void say(String message) {
    synchronized (progress) {
      progress.erase();
      invocation.say(message);
    }
  }

  private void resize() {
    try {
      Optional<RawTerminal> terminal = terms.terminal();
      if (terminal.isPresent()) {
        // It may have ended meanwhile, and then nobody minds.
        terminal.get().size().ifPresent(size -> execution.resize(sizeOf(size)));
      }
    } catch (PosixException hungUp) {
      say("no terminal any more: " + hungUp.getMessage());
    }
  }

  private static TerminalSize sizeOf(WindowSize size) {
    return new TerminalSize(size.cols(), size.rows());
  }

  @Override
  public void leave() {
    progress.erase();
    try {
      if (terms.terminal().isPresent()) {
        terms.terminal().get().restore();
      }
    } catch (PosixException hungUp) {
      say("the terminal can't be put back: " + hungUp.getMessage());
    }
  }

  @Override
  public void enter() {
    try {
      if (terms.terminal().isPresent()) {
        terms.terminal().get().makeRaw();
        resize();
      }
    } catch (PosixException hungUp) {
      say("the terminal can't be had: " + hungUp.getMessage());
    }
    input.lookAgain();
  }
}
