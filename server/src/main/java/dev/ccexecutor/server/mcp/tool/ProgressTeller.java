package dev.ccexecutor.server.mcp.tool;

import dev.ccexecutor.protocol.execution.ProcessProgress;
import dev.ccexecutor.server.mcp.feature.CallContext;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Says that a call goes on: by its newest line of output, at most once a second, and by heartbeats
 * while it is silent, so that no client takes it for dead. For one thread at a time.
 */
final class ProgressTeller {
  /** How often the server is asked to say that a command lives. */
  static final double HEARTBEAT_SECONDS = 5;

  private static final long LEAST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MAX_LINE_CHARACTERS = 200;

  private final CallContext context;
  private final long begunNanos = System.nanoTime();
  private long toldNanos = begunNanos - LEAST_NANOS;

  ProgressTeller(CallContext context) {
    this.context = context;
  }

  /** Whether anything that was said now would be heard. */
  boolean isDue() {
    return context.wantsProgress() && System.nanoTime() - toldNanos >= LEAST_NANOS;
  }

  /** There is output, and this is the end of it. */
  void output(String newest) {
    tell(newestLine(newest));
  }

  /** The command lives. */
  void heartbeat(ProcessProgress alive, String newest) {
    String line = newestLine(newest);
    tell(
        String.format(
                Locale.ROOT,
                "running %.0f s, silent %.0f s, %d bytes of output",
                alive.runningSeconds(),
                alive.silentSeconds(),
                alive.stdoutBytes() + alive.stderrBytes())
            + (line.isEmpty() ? "" : "; " + line));
  }

  void tell(String message) {
    long now = System.nanoTime();
    toldNanos = now;
    context.progress(
        (now - begunNanos) / (double) TimeUnit.SECONDS.toNanos(1),
        null,
        message.isEmpty() ? null : message);
  }

  private static String newestLine(String output) {
    String stripped = output.stripTrailing();
    int begin = Math.max(stripped.lastIndexOf('\n'), stripped.lastIndexOf('\r')) + 1;
    String line = stripped.substring(begin);
    return line.length() <= MAX_LINE_CHARACTERS ? line : cut(line);
  }

  private static String cut(String line) {
    boolean splitsPair = Character.isHighSurrogate(line.charAt(MAX_LINE_CHARACTERS - 1));
    return line.substring(0, splitsPair ? MAX_LINE_CHARACTERS - 1 : MAX_LINE_CHARACTERS) + "…";
  }
}
