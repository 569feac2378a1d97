package dev.ccexecutor.stress.display;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Writes to stderr on a thread of its own, so that a terminal that was stopped by Ctrl-S, or a pipe
 * that nobody reads, does not hold up what it is told about. The other methods may be called on any
 * thread, and do not wait.
 */
final class Screen implements AutoCloseable {
  private static final long REDRAW_MILLIS = 500;
  private static final long END_MILLIS = 2_000;

  /** How lines that stay become text, and whatever else is to be seen with them. */
  @FunctionalInterface
  interface Drawing {
    /**
     * On the screen's thread.
     *
     * @param lines since the last time, often none
     * @param last whether nothing follows
     */
    String draw(List<String> lines, boolean last);
  }

  private final OutputStream out;
  private final Drawing drawing;
  private final Thread thread = new Thread(this::run, "stress-display");
  private List<String> pending = new ArrayList<>();
  private boolean closed;

  Screen(OutputStream out, Drawing drawing) {
    this.out = out;
    this.drawing = drawing;
    thread.setDaemon(true);
  }

  Screen start() {
    thread.start();
    return this;
  }

  synchronized void print(List<String> lines) {
    if (!closed) {
      pending.addAll(lines);
      notifyAll();
    }
  }

  /** Writes what there is, if it is taken within a moment; nothing is written after that. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      thread.join(END_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      boolean last = false;
      while (!last) {
        List<String> lines;
        synchronized (this) {
          if (pending.isEmpty() && !closed) {
            TimeUnit.MILLISECONDS.timedWait(this, REDRAW_MILLIS);
          }
          last = closed;
          lines = pending;
          pending = new ArrayList<>();
        }
        write(drawing.draw(lines, last));
      }
    } catch (InterruptedException unexpected) {
      Thread.currentThread().interrupt(); // nobody does that; it is a daemon's end
    } catch (IOException nobodyReads) {
      forget();
    }
  }

  /** In one piece, so that whatever ends this process leaves no half of a sequence behind. */
  private void write(String text) throws IOException {
    if (!text.isEmpty()) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }

  /** The display is an extra; the run goes on, and its report tells the same. */
  private synchronized void forget() {
    closed = true;
    pending.clear();
  }
}
