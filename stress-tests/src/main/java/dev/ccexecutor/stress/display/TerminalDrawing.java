package dev.ccexecutor.stress.display;

import dev.ccexecutor.server.posix.WindowSize;
import dev.ccexecutor.stress.text.VisibleText;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Some lines at the end of what is on a terminal, redrawn in their place. It hides the cursor and
 * switches wrapping off only while it draws, and leaves the cursor at the beginning of the line
 * below: so there is nothing to put back, however the process ends.
 *
 * <p>Where it can't be sure that its lines are still where it left them, it draws them anew below:
 * it never erases what is not its own. For one thread.
 */
final class TerminalDrawing implements Screen.Drawing {
  private static final String HIDE_CURSOR = "\u001B[?25l";
  private static final String SHOW_CURSOR = "\u001B[?25h";
  private static final String NO_WRAPPING = "\u001B[?7l";
  private static final String WRAPPING = "\u001B[?7h";
  private static final String UP = "A";
  private static final String ESCAPE = "\u001B[";
  private static final String ERASE_BELOW = "\u001B[J";

  /** Longer than it ever waits: it was stopped meanwhile, and a shell has written. */
  private static final long STOPPED_MILLIS = 5_000;

  private final Supplier<List<String>> block;
  private final Supplier<WindowSize> size;
  private final BooleanSupplier foreground;
  private final LongSupplier clockNanos;
  private int rows;
  private long drawnNanos;

  /**
   * A drawing.
   *
   * @param block the lines to be redrawn, as they are now
   * @param size of the terminal, as it is now
   * @param foreground whether the terminal is this process's to use now
   */
  TerminalDrawing(
      Supplier<List<String>> block,
      Supplier<WindowSize> size,
      BooleanSupplier foreground,
      LongSupplier clockNanos) {
    this.block = block;
    this.size = size;
    this.foreground = foreground;
    this.clockNanos = clockNanos;
  }

  @Override
  public String draw(List<String> lines, boolean last) {
    long now = clockNanos.getAsLong();
    if (now - drawnNanos > TimeUnit.MILLISECONDS.toNanos(STOPPED_MILLIS)) {
      rows = 0;
    }
    drawnNanos = now;
    StringBuilder text = new StringBuilder();
    if (!foreground.getAsBoolean()) {
      rows = 0;
      lines.forEach(line -> text.append(line).append('\n'));
      return text.toString();
    }
    text.append(HIDE_CURSOR);
    if (rows > 0) {
      text.append(ESCAPE).append(rows).append(UP);
    }
    text.append('\r').append(ERASE_BELOW);
    lines.forEach(line -> text.append(line).append('\n'));
    text.append(NO_WRAPPING);
    rows = last ? 0 : drawBlock(text);
    return text.append(WRAPPING).append(SHOW_CURSOR).toString();
  }

  /** How many rows it took. */
  private int drawBlock(StringBuilder text) {
    WindowSize window = size.get();
    List<String> shown = block.get();
    // One row is left for the cursor: a terminal that scrolls moves what is to be redrawn.
    int count = Math.min(shown.size(), window.rows() - 1);
    for (String line : shown.subList(0, count)) {
      text.append(VisibleText.cut(line, window.cols())).append('\n');
    }
    return count;
  }
}
