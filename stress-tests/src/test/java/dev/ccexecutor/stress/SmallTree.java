package dev.ccexecutor.stress;

/**
 * What a command starts that tries to get away. {@code $1} is how long the leader lives, {@code $2}
 * how long the others do; all of them end by themselves at last.
 */
enum SmallTree {
  ALONE(""),
  SAME_GROUP("sleep $2 & sleep $2 | sleep $2 &"),
  SESSIONS_OF_THEIR_OWN("setsid sleep $2 & setsid sh -c \"sleep $2 & sleep $2\" &"),
  FORKED_TWICE("(sleep $2 &); (setsid sleep $2 &)"),
  DAEMON("(cd /; setsid sleep $2 <&- >&- 2>&- &)"),
  WITHOUT_DESCRIPTORS("exec <&- >&- 2>&-; setsid sleep $2 &"),
  IGNORES_TERM("trap '' TERM; sleep $2 & setsid sleep $2 &"),
  STOPS_ITSELF("sh -c \"kill -STOP \\$\\$; sleep $2\" & setsid sh -c \"kill -STOP \\$\\$\" &"),
  LEADER_STOPS_ITSELF("sleep $2 & kill -STOP $$"),
  EXECS("setsid sh -c \"exec sh -c 'exec sh -c \\\"exec sleep $2\\\"'\" & env -i sleep $2 &"),
  FORKS_MANY("i=0; while [ $((i=i+1)) -lt 60 ]; do sleep 0.05 & done"),
  FORKS_AND_EXITS("c='[ $1 -lt 200 ] && sh -c \"$0\" \"$0\" $(($1+1)) &'; sh -c \"$c\" \"$c\" 0 &"),
  FORKS_AND_EXITS_OUTSIDE_THE_GROUP(
      "c='[ $1 -lt 200 ] && sh -c \"$0\" \"$0\" $(($1+1)) &'; setsid sh -c \"$c\" \"$c\" 0 &"),
  WRITES("head -c 300000 /dev/zero & setsid head -c 300000 /dev/zero >&2 &");

  private final String lines;

  SmallTree(String lines) {
    this.lines = lines;
  }

  /** For the shell. */
  String line(double leaderSeconds, double othersSeconds) {
    return "set -- " + leaderSeconds + " " + othersSeconds + "; " + lines + "\nsleep $1";
  }

  /** Whether a look at all processes can be sure to find it. */
  boolean canBeWalked() {
    return this != FORKS_AND_EXITS_OUTSIDE_THE_GROUP;
  }
}
