package dev.ccexecutor.server.testkit;

/**
 * Commands that try to get away: what the leader, a shell, does before it goes on by itself. {@code
 * $d} is the tree's directory, where {@code beat}, {@code chain}, {@code storm} and {@code exec}
 * are scripts that write as long as they may.
 */
public enum TreeShape {
  ALONE("", 1),
  SAME_GROUP("sh \"$d/beat\" \"$d\" & sh \"$d/beat\" \"$d\" &", 3),
  CALLS_SETSID("setsid sh \"$d/beat\" \"$d\" & setsid sh \"$d/beat\" \"$d\" &", 3),
  FORKS_TWICE("(sh \"$d/beat\" \"$d\" &); (setsid sh \"$d/beat\" \"$d\" &)", 3),
  IGNORES_TERM("trap '' TERM; sh \"$d/beat\" \"$d\" & setsid sh \"$d/beat\" \"$d\" &", 3),
  STOPS_ITSELF("sh \"$d/stop\" \"$d\" & setsid sh \"$d/stop\" \"$d\" &", 3),
  EXECS_NEW_IMAGES("env -i sh \"$d/exec\" \"$d\" 0 & setsid sh \"$d/exec\" \"$d\" 0 &", 3),
  EXECS_NEW_IMAGES_AS_A_DAEMON("(setsid sh \"$d/exec\" \"$d\" 0 &)", 2),
  CLOSES_ALL_DESCRIPTORS("exec <&- >&- 2>&-; setsid sh \"$d/beat\" \"$d\" &", 2),
  LEAVES_A_DAEMON("(cd /; setsid sh \"$d/beat\" \"$d\" <&- >&- 2>&- &)", 2),
  FORKS_FOR_EVER("sh \"$d/storm\" \"$d\" & setsid sh \"$d/storm\" \"$d\" &", 3),
  FORKS_AND_EXITS("sh \"$d/chain\" \"$d\" 0 &", 2),
  FORKS_AND_EXITS_OUTSIDE_THE_GROUP("setsid sh \"$d/chain\" \"$d\" 0 &", 2),

  /** Nobody knows any more whose it was once the leader, its parent, was killed. */
  CALLS_SETSID_WITHOUT_ENVIRONMENT("setsid env -i sh \"$d/beat\" \"$d\" &", 2),

  /** It is nobody's child and bears no mark. */
  LEAVES_A_DAEMON_WITHOUT_ENVIRONMENT("(setsid env -i sh \"$d/beat\" \"$d\" >&- 2>&- &)", 2);

  private final String lines;
  private final int writers;

  TreeShape(String lines, int writers) {
    this.lines = lines;
    this.writers = writers;
  }

  String lines() {
    return lines;
  }

  /** How many files are written to once all of it runs. */
  int writers() {
    return writers;
  }

  /** Whether it has no moment at which all of its processes could be listed. */
  public boolean isNeverAtRest() {
    return this == FORKS_FOR_EVER
        || this == FORKS_AND_EXITS
        || this == FORKS_AND_EXITS_OUTSIDE_THE_GROUP;
  }

  /** Whether a look at /proc can be sure to find all of it, whatever was done to it before. */
  public boolean canBeWalked() {
    return this != FORKS_AND_EXITS_OUTSIDE_THE_GROUP
        && this != CALLS_SETSID_WITHOUT_ENVIRONMENT
        && this != LEAVES_A_DAEMON_WITHOUT_ENVIRONMENT;
  }
}
