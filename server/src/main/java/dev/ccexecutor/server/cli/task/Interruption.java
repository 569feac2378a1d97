package dev.ccexecutor.server.cli.task;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What a signal to this process means: what runs is canceled, what there was is still told, and
 * then the process ends with that exit code.
 */
final class Interruption {
  /** The grace of a task, a KILL, and what it takes to tell it. */
  private static final long PATIENCE_SECONDS = 60;

  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
  private final Thread hook = new Thread(this::interrupted, "interruption");
  private Runnable cancel = () -> {};
  private boolean signaled;

  private Interruption() {}

  /** From now on. */
  static Interruption install() {
    Interruption interruption = new Interruption();
    try {
      Runtime.getRuntime().addShutdownHook(interruption.hook);
    } catch (IllegalStateException ending) {
      interruption.signaled = true; // The signal came first; the process is about to end.
    }
    return interruption;
  }

  /** This is to be done; at once, if there was a signal already. */
  synchronized void onSignal(Runnable action) {
    cancel = action;
    if (signaled) {
      action.run();
    }
  }

  /** All is done and told. Where there was a signal, this never returns. */
  int exit(int code) {
    exitCode.complete(code);
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      try {
        hook.join(); // it ends the process
      } catch (InterruptedException unexpected) {
        Thread.currentThread().interrupt(); // and so does whoever has done that
      }
    }
    return code;
  }

  private void interrupted() {
    synchronized (this) {
      signaled = true;
      cancel.run();
    }
    int code =
        exitCode
            .completeOnTimeout(TaskExitCode.CANCELED, PATIENCE_SECONDS, TimeUnit.SECONDS)
            .join();
    // The JVM would end with the signal's number, whatever came of the task.
    Runtime.getRuntime().halt(code);
  }
}
