package dev.ccexecutor.stress;

import java.util.List;
import java.util.Map;

/** What the commands of an {@link IdleStressTest} have done before they wait. */
enum LiveShape {
  /** Nothing at all. */
  QUIET(4, 0),

  /** A line to each output; each command has a connection of its own. */
  LITTLE(Integer.MAX_VALUE, 40),

  /** What a read brings that is much too small for its buffer, and too large to be copied then. */
  MUCH(4, 33 * 1024);

  private final int mostConnections;
  private final long printedBytes;

  LiveShape(int mostConnections, long printedBytes) {
    this.mostConnections = mostConnections;
    this.printedBytes = printedBytes;
  }

  /** How many connections so many commands are spread over. */
  int connections(int executions) {
    return Math.min(mostConnections, executions);
  }

  /** By one command, all of which is kept. */
  long printedBytes() {
    return printedBytes;
  }

  /** For {@code execute}. */
  Map<String, Object> params() {
    return switch (this) {
      case QUIET -> Map.of("argv", List.of("sleep", "1000"));
      case LITTLE -> command("echo 1234567890123456789; echo 1234567890123456789 >&2");
      case MUCH -> command("dd if=/dev/zero bs=" + printedBytes + " count=1 status=none");
    };
  }

  private static Map<String, Object> command(String printing) {
    return Map.of("command", printing + "; exec sleep 1000", "output", "base64");
  }
}
