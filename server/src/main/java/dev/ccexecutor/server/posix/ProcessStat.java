package dev.ccexecutor.server.posix;

/**
 * The numbers in a process's stat (proc_pid_stat(5)), read where they stand: a look at all
 * processes reads a few of each.
 *
 * <p>Fields are counted from the state, which is 0: what stands before it, the command's name in
 * brackets, may hold blanks and brackets itself.
 */
final class ProcessStat {
  static final int PARENT = 1;
  static final int GROUP = 2;
  static final int SESSION = 3;
  static final int FLAGS = 6;
  static final int USER_TICKS = 11;
  static final int SYSTEM_TICKS = 12;
  static final int THREADS = 17;
  static final int START_TICKS = 19;

  private final byte[] content;

  /** Where the state stands. */
  private final int begin;

  /** What the file says, which is not changed any more. */
  ProcessStat(byte[] content) {
    this.content = content;
    int end = content.length - 1;
    while (content[end] != ')') {
      end--;
    }
    this.begin = end + 2;
  }

  /** The letter of proc(5): R, S, D, T, t, Z, X … */
  char state() {
    return (char) content[begin];
  }

  int intField(int field) {
    return Math.toIntExact(longField(field));
  }

  long longField(int field) {
    int at = begin;
    for (int skipped = 0; skipped < field; skipped++) {
      at = indexOfBlank(at) + 1;
    }
    boolean negative = content[at] == '-'; // The foreground group of who has no terminal is -1.
    long number = 0;
    for (int i = negative ? at + 1 : at; isDigit(i); i++) {
      number = 10 * number + (content[i] - '0');
    }
    return negative ? -number : number;
  }

  private int indexOfBlank(int from) {
    int at = from;
    while (content[at] != ' ') {
      at++;
    }
    return at;
  }

  private boolean isDigit(int at) {
    return at < content.length && content[at] >= '0' && content[at] <= '9';
  }
}
