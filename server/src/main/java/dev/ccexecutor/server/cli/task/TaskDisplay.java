package dev.ccexecutor.server.cli.task;

import dev.ccexecutor.server.agent.AgentListener;
import dev.ccexecutor.server.agent.ApiRetry;
import dev.ccexecutor.server.agent.RetriedAttempt;
import dev.ccexecutor.server.agent.list.TaskListListener;
import dev.ccexecutor.server.agent.list.TaskReport;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Tells on stderr what tasks do. On a terminal one line is rewritten every second; elsewhere a line
 * is printed for whatever happens seldom. For any thread.
 */
final class TaskDisplay implements TaskListListener, AutoCloseable {
  private static final String REWRITE = "\r\u001B[K";

  private final PrintWriter err;
  private final boolean terminal;
  private final int tasks;
  private final Thread ticker = new Thread(this::tick, "task-display");

  private String title;
  private String doing = "";
  private long events;
  private long beganNanos = System.nanoTime();
  private boolean closed;

  /**
   * A display.
   *
   * @param tasks of the list; 0 for one that is in none
   */
  TaskDisplay(PrintWriter err, boolean terminal, int tasks) {
    this.err = err;
    this.terminal = terminal;
    this.tasks = tasks;
    ticker.setDaemon(true);
    if (terminal) {
      ticker.start();
    }
  }

  @Override
  public synchronized AgentListener onTask(String name, int index, boolean resumed) {
    title = (tasks == 0 ? "" : "[" + (index + 1) + "/" + tasks + "] ") + name;
    beganNanos = System.nanoTime();
    events = 0;
    doing = "starting";
    if (tasks > 0 && !terminal) {
      line(title + (resumed ? ": going on with what was started before" : ": begun"));
    }
    return new Listener();
  }

  @Override
  public synchronized void onTaskReport(TaskReport report, int index) {
    String text =
        "["
            + (index + 1)
            + "/"
            + tasks
            + "] "
            + report.name()
            + ": "
            + report.status().wireName().replace('_', ' ');
    if (report.status() == TaskReport.Status.FAILED) {
      text +=
          ", "
              + report.result().failure().type().wireName()
              + ": "
              + report.result().failure().message();
    } else if (report.reason() != null) {
      text += ", " + report.reason();
    }
    line(text);
    title = null;
  }

  @Override
  public void close() {
    clear();
  }

  /** Tells nothing more, and leaves nothing of its line. */
  synchronized void clear() {
    if (terminal && title != null && !closed) {
      err.print(REWRITE);
      err.flush();
    }
    closed = true;
    notifyAll();
  }

  private synchronized void line(String text) {
    err.println((terminal ? REWRITE : "") + "cc-executor: " + text);
    err.flush();
  }

  private synchronized void doing(String now) {
    doing = now;
  }

  private synchronized void event(String type, long count) {
    doing = type;
    events = count;
  }

  private synchronized void tick() {
    try {
      while (!closed) {
        if (title != null) {
          long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - beganNanos);
          err.print(
              REWRITE
                  + String.format(
                      Locale.ROOT, "%s: %d s, %d events, %s", title, seconds, events, doing));
          err.flush();
        }
        TimeUnit.SECONDS.timedWait(this, 1);
      }
    } catch (InterruptedException unexpected) {
      Thread.currentThread().interrupt(); // nobody does; it is a daemon's end
    }
  }

  private final class Listener implements AgentListener {
    @Override
    public void onEvent(String type, long count) {
      event(type, count);
    }

    @Override
    public void onApiRetry(ApiRetry retry) {
      String status = retry.status() == null ? "" : " (" + retry.status() + ")";
      String text =
          String.format(
              Locale.ROOT,
              "waiting for the API: %s%s, retry %d of %d in %.1f s",
              retry.error(),
              status,
              retry.attempt(),
              retry.maxRetries(),
              retry.delayMillis() / 1000.0);
      tell(text);
    }

    @Override
    public void onRetry(RetriedAttempt failed) {
      tell(
          String.format(
              Locale.ROOT,
              "attempt %d failed: %s; another in %.1f s",
              failed.attempt(),
              failed.type().wireName(),
              failed.delaySeconds()));
    }

    @Override
    public void onWarning(String message) {
      line(message);
    }

    @Override
    public void onReconnecting(String reason) {
      tell("connecting again: " + reason);
    }

    private void tell(String text) {
      doing(text);
      if (!terminal) {
        line(text);
      }
    }
  }
}
