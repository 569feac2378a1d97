package dev.ccexecutor.stress.display;

import dev.ccexecutor.server.cli.terminal.JobControl;
import dev.ccexecutor.server.cli.terminal.StandardDescriptor;
import dev.ccexecutor.server.posix.OwnTerminal;
import dev.ccexecutor.server.posix.PosixException;
import dev.ccexecutor.server.posix.WindowSize;
import dev.ccexecutor.stress.result.Sample;
import dev.ccexecutor.stress.result.ScenarioResult;
import dev.ccexecutor.stress.result.StressListener;
import dev.ccexecutor.stress.result.StressRun;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Tells on stderr what a run does. On a terminal some lines are redrawn, above which stays what
 * came of each scenario; elsewhere there is a line for each scenario, and one a minute for what
 * takes long. May be told on any thread, and makes nobody wait.
 */
public final class StressDisplay implements StressListener, AutoCloseable {
  private static final int STDERR = 2;
  private static final WindowSize USUAL_SIZE = new WindowSize(80, 24);
  private static final long STILL_RUNNING_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final RunState state;
  private final Screen screen;
  private final boolean live;
  private final LongSupplier clockNanos;
  private long toldNanos;

  /**
   * A display.
   *
   * @param live whether lines are redrawn
   * @param size of the terminal, for that
   * @param foreground whether the terminal is this process's to use now
   */
  StressDisplay(
      OutputStream out,
      int scenarios,
      boolean live,
      Supplier<WindowSize> size,
      BooleanSupplier foreground,
      LongSupplier clockNanos) {
    this.live = live;
    this.clockNanos = clockNanos;
    this.state = new RunState(scenarios, clockNanos.getAsLong());
    Screen.Drawing drawing =
        live
            ? new TerminalDrawing(this::block, size, foreground, clockNanos)
            : StressDisplay::plain;
    this.screen = new Screen(out, drawing).start();
  }

  /**
   * Begins to tell.
   *
   * @param scenarios how many there will be
   * @param environment of this process: with {@code TERM=dumb} nothing is redrawn
   */
  public static StressDisplay onStderr(int scenarios, Map<String, String> environment) {
    boolean live =
        StandardDescriptor.of(STDERR) == StandardDescriptor.TERMINAL
            && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    Optional<OwnTerminal> terminal = live ? OwnTerminal.of(STDERR) : Optional.empty();
    // Not System.err, which swallows failures, and may have been turned elsewhere.
    OutputStream err = new FileOutputStream(FileDescriptor.err);
    return new StressDisplay(
        err,
        scenarios,
        terminal.isPresent(),
        () -> sizeOf(terminal.orElseThrow()),
        JobControl::isForeground,
        System::nanoTime);
  }

  @Override
  public synchronized void onScenarioStarted(String name, String category) {
    toldNanos = clockNanos.getAsLong();
    state.begin(name, category, toldNanos);
    screen.print(List.of());
  }

  @Override
  public synchronized void onSample(Sample sample) {
    state.sample(sample);
    long now = clockNanos.getAsLong();
    if (!live && state.isRunning() && now - toldNanos >= STILL_RUNNING_NANOS) {
      toldNanos = now;
      screen.print(List.of(state.runningLine(now)));
    }
  }

  @Override
  public synchronized void onScenarioEnded(ScenarioResult result) {
    screen.print(state.end(result));
  }

  @Override
  public synchronized void onRunEnded(StressRun run) {
    Duration took = Duration.between(run.started(), run.ended());
    screen.print(List.of(state.summary(took)));
  }

  /** Takes away what is redrawn, and leaves the rest. */
  @Override
  public void close() {
    screen.close();
  }

  private synchronized List<String> block() {
    return state.block(clockNanos.getAsLong());
  }

  private static String plain(List<String> lines, boolean last) {
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }

  private static WindowSize sizeOf(OwnTerminal terminal) {
    try {
      return terminal.size().orElse(USUAL_SIZE);
    } catch (PosixException hungUp) {
      return USUAL_SIZE; // then writing fails too
    }
  }
}
