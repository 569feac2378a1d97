package dev.ccexecutor.server.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A process as /proc shows it (proc(5)). */
public record ObservedProcess(int pid) {
  private static final int STATE = 0;
  private static final int PARENT = 1;
  private static final int GROUP = 2;
  private static final int SESSION = 3;

  private static final Duration STANDSTILL = Duration.ofMillis(300);

  /** True while it runs or is stopped; a zombie lives no more. */
  public boolean lives() {
    return stat().map(stat -> stat.get(STATE)).filter(state -> !"ZX".contains(state)).isPresent();
  }

  /** True if its pid is taken by nobody, a zombie neither. */
  public boolean isReaped() {
    return stat().isEmpty();
  }

  /** True while it runs no code of its own: stopped by a signal, or frozen with its cgroup. */
  public boolean isStopped() {
    return stat().map(stat -> stat.get(STATE)).filter("T"::equals).isPresent()
        || CgroupMount.isFrozen(pid);
  }

  /**
   * True if it may run code of its own. One in vfork(2) can't as long as its child is stopped ahead
   * of its exec, and shows that it waits uninterruptibly (proc(5)).
   */
  public boolean moves() {
    return !isStopped()
        && stat().map(stat -> stat.get(STATE)).filter(state -> !"DZX".contains(state)).isPresent();
  }

  /** For the message of a failure. */
  String describe() {
    return pid
        + " "
        + stat().map(stat -> stat.subList(STATE, SESSION + 1)).orElse(List.of("gone"))
        + " in "
        + CgroupMount.directoryOf(pid).map(Path::toString).orElse("no cgroup");
  }

  public int parent() {
    return number(PARENT);
  }

  public int group() {
    return number(GROUP);
  }

  public int session() {
    return number(SESSION);
  }

  private int number(int field) {
    return Integer.parseInt(stat().orElseThrow().get(field));
  }

  /** How many bytes it has handed to write(2) so far. */
  public long writtenBytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/io")).stream()
        .filter(line -> line.startsWith("wchar: "))
        .mapToLong(line -> Long.parseLong(line.substring("wchar: ".length())))
        .findFirst()
        .orElseThrow();
  }

  /** Waits until it writes no more, most likely because it is blocked in write(2). */
  public void awaitStandstill() {
    long[] last = new long[1];
    Deadline.await("process " + pid + " to be blocked in its write")
        .during(STANDSTILL)
        .until(
            () -> {
              long now = writtenBytes();
              boolean same = now == last[0];
              last[0] = now;
              return same && now > 0;
            });
  }

  public void awaitEnd() {
    Deadline.await("the end of process " + pid).until(() -> !lives());
  }

  public void awaitStopped() {
    Deadline.await("process " + pid + " to be stopped").until(this::isStopped);
  }

  /** What follows the name in its stat line; empty if there is no such process. */
  private Optional<List<String>> stat() {
    try {
      String line =
          Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
      return Optional.of(List.of(line.substring(line.lastIndexOf(')') + 2).split(" ")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
