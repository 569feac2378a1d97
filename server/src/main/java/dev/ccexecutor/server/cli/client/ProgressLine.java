package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.protocol.execution.StreamType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What is going on, on stderr, where it takes long. On a terminal that is one line that goes away
 * before anything else is written; elsewhere, if it is wanted, a line every 5 s. The lock is this
 * object's own: who writes to the same terminal holds it meanwhile.
 */
final class ProgressLine {
  private static final long FIRST_MILLIS = 2_000;
  private static final long ON_TERMINAL_MILLIS = 500;
  private static final long ELSEWHERE_MILLIS = 5_000;
  private static final String ERASE = "\r\033[K";

  private final WritableByteChannel stderr;
  private final boolean wanted;
  private final boolean onTerminal;
  private final boolean stdoutOnTerminal;
  private final boolean dim;
  private final long startedNanos = System.nanoTime();

  /** Set by an event loop, which is not to wait for who writes. */
  private volatile String state = "running";

  private String unit = "";
  private boolean drawn;
  private boolean inLine;
  private long bytes;
  private long lastBytes;
  private long lastNanos = startedNanos;
  private boolean stopped;

  private ProgressLine(StandardStreams streams, boolean wanted, boolean dim) {
    this.stderr = streams.stderr();
    this.wanted = wanted;
    this.onTerminal = streams.tellsTerminal();
    this.stdoutOnTerminal = streams.writesTerminal();
    this.dim = dim;
  }

  static ProgressLine of(Invocation invocation) {
    StandardStreams streams = invocation.streams();
    GivenOptions options = invocation.options();
    Map<String, String> environment = invocation.environment();
    boolean usual =
        streams.tellsTerminal() && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    boolean wanted =
        !options.has(ClientOption.NO_PROGRESS) && (usual || options.has(ClientOption.PROGRESS));
    // no-color.org: any value but an empty one.
    boolean dim = environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new ProgressLine(streams, wanted, dim);
  }

  /** Never tells anything. */
  static ProgressLine none(StandardStreams streams) {
    return new ProgressLine(streams, false, false);
  }

  /** From now on it tells, until {@link #stop}. */
  void start() {
    if (wanted) {
      Thread.ofPlatform().daemon().name("progress").start(this::tell);
    }
  }

  synchronized void stop() {
    stopped = true;
    erase();
  }

  void state(String now) {
    state = now;
  }

  /** What is counted where it is not bytes; such as {@code 3 of 5 have ended}. */
  synchronized void count(String text) {
    unit = text;
  }

  /** Takes the line away, if it is there. */
  synchronized void erase() {
    if (drawn) {
      drawn = false;
      write(ERASE);
    }
  }

  /** So much of the command's own was written. */
  synchronized void wrote(StreamType stream, int count, boolean endsLine) {
    bytes += count;
    if (stream == StreamType.STDERR ? onTerminal : stdoutOnTerminal) {
      inLine = !endsLine;
    }
  }

  private void tell() {
    try {
      Thread.sleep(FIRST_MILLIS);
      while (tellOnce()) {
        Thread.sleep(onTerminal ? ON_TERMINAL_MILLIS : ELSEWHERE_MILLIS);
      }
    } catch (InterruptedException unexpected) {
      Thread.currentThread().interrupt(); // nobody does that, and then it is over
    }
  }

  private synchronized boolean tellOnce() {
    // Behind half a line of the command's own there is no place for it.
    if (!stopped && !(onTerminal && inLine)) {
      erase();
      String line = line();
      drawn = onTerminal;
      write(onTerminal ? (dim ? "\033[2m" + line + "\033[0m" : line) : line + "\n");
    }
    return !stopped;
  }

  private String line() {
    long now = System.nanoTime();
    double seconds = (now - lastNanos) / (double) TimeUnit.SECONDS.toNanos(1);
    long rate = seconds <= 0 ? 0 : (long) ((bytes - lastBytes) / seconds);
    lastNanos = now;
    lastBytes = bytes;
    String time = HumanText.duration(TimeUnit.NANOSECONDS.toMillis(now - startedNanos));
    String amount =
        unit.isEmpty() ? HumanText.bytes(bytes) + ", " + HumanText.bytes(rate) + "/s" : unit;
    return String.format(Locale.ROOT, "cc-executor: %s, %s, %s", state, time, amount);
  }

  private void write(String text) {
    try {
      Channels.writeFully(stderr, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException nobodyReads) {
      stopped = true; // It is an extra; what matters has its own way to fail.
    }
  }
}
