package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.protocol.client.RemoteExecution;
import dev.ccexecutor.server.cli.terminal.ProcessSignals;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What becomes of a command when this process is told to end: INT, TERM and HUP cancel it, a second
 * one kills it, and with the third this process ends whatever the server says. May be used on any
 * thread; handlers of signals have their own.
 */
final class Interrupts {
  private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");

  private final boolean endsOnInterrupt;
  private final boolean endsOnOthers;
  private final CompletableFuture<Outcome> outcome;
  private RemoteExecution execution;
  private String firstSignal;
  private int count;

  /**
   * Handlers that are not installed.
   *
   * @param endsOnInterrupt whether INT ends the command, and not this client alone
   * @param endsOnOthers the same for TERM and HUP
   * @param outcome gets what comes of this client where it ends alone
   */
  Interrupts(boolean endsOnInterrupt, boolean endsOnOthers, CompletableFuture<Outcome> outcome) {
    this.endsOnInterrupt = endsOnInterrupt;
    this.endsOnOthers = endsOnOthers;
    this.outcome = outcome;
  }

  void install() {
    for (String signal : SIGNALS) {
      ProcessSignals.handle(signal, () -> signaled(signal));
    }
  }

  /** It runs; what was asked for meanwhile is done now. */
  synchronized void started(RemoteExecution started) {
    execution = started;
    act();
  }

  /** As INT does, but not by a signal. */
  synchronized void end() {
    count++;
    act();
  }

  /** The first signal that told this process to end. */
  synchronized Optional<String> signal() {
    return Optional.ofNullable(firstSignal);
  }

  synchronized boolean isEnding() {
    return count > 0;
  }

  private synchronized void signaled(String signal) {
    if (firstSignal == null) {
      firstSignal = signal;
    }
    count++;
    boolean endsCommand = signal.equals("INT") ? endsOnInterrupt : endsOnOthers;
    // Before there is an execution a second one says that it must not wait for the server.
    boolean impatient = count > (execution == null ? 1 : 2);
    if (!endsCommand || impatient) {
      outcome.complete(Outcome.endedBy(firstSignal));
    } else {
      act();
    }
  }

  private void act() {
    if (execution == null || count == 0) {
      return;
    }
    // What they come to is seen by the end of the command, or by a third signal.
    if (count == 1) {
      execution.cancel();
    } else {
      execution.kill();
    }
  }
}
