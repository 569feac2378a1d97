package dev.ccexecutor.bench;

import java.io.IOException;
import java.nio.file.Path;

/** One process of a tree under test, as proc(5) shows it. */
final class TreeMember implements AutoCloseable {
  private static final char GONE = 'X';

  private final ProcessFile stat;

  TreeMember(int pid) throws IOException {
    stat = new ProcessFile(Path.of("/proc/" + pid + "/stat"));
  }

  /** Stopped, or for good. */
  boolean isStopped() {
    char state = state();
    return state == 'T' || state == 't' || state == 'Z' || state == GONE;
  }

  boolean isDead() {
    char state = state();
    return state == 'Z' || state == GONE;
  }

  private char state() {
    String line = stat.read();
    return line.isEmpty() ? GONE : line.charAt(line.lastIndexOf(')') + 2);
  }

  @Override
  public void close() throws IOException {
    stat.close();
  }
}
