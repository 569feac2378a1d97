package dev.ccexecutor.stress;

import java.util.Map;

/** How the commands of a {@link MemoryStressTest} print, and how they are not read. */
enum StallShape {
  /** Floods that are read, and not acknowledged any more. */
  WINDOW("head -c 500000 /dev/zero", StallShape.LARGE, "block"),

  /** Floods on a connection that is not read. */
  QUEUE("head -c 500000 /dev/zero", 0, "block"),

  /** The first when the oldest goes. */
  DROP_OLDEST("head -c 2000000 /dev/zero", StallShape.LARGE, "drop_oldest"),

  /** Commands that write single bytes. */
  SINGLE_BYTES("dd if=/dev/zero bs=1 count=10000 status=none", StallShape.SMALL, "block"),

  /** Commands that write single bytes, to both outputs in turn. */
  TURNS(
      "i=0; while [ $i -lt 5000 ]; do printf x; printf y >&2; i=$((i+1)); done",
      StallShape.SMALL,
      "block");

  static final int QUEUE_BYTES = 128 * 1024;

  private static final long LARGE = 64 * 1024;
  private static final long SMALL = 4096;

  private final String command;
  private final long windowBytes;
  private final String whenFull;

  /**
   * One of them.
   *
   * @param windowBytes also of the replay; 0 for no window, and a queue instead
   */
  StallShape(String command, long windowBytes, String whenFull) {
    this.command = command;
    this.windowBytes = windowBytes;
    this.whenFull = whenFull;
  }

  /** What prints, and then stays. */
  String command() {
    return command + "; exec sleep 1000";
  }

  /** For {@code execute}. */
  Map<String, Object> params() {
    return windowBytes == 0
        ? Map.of("when_full", whenFull)
        : Map.of("window", windowBytes, "replay", windowBytes, "when_full", whenFull);
  }

  /** What one execution may hold of its output: window and replay, or queue. */
  long promisedBytes() {
    return windowBytes == 0 ? QUEUE_BYTES : 2 * windowBytes;
  }

  /**
   * What one may take beside that: a read that was begun with room left, blocks that are not full,
   * objects, and what the JVM takes for all of them; with {@code drop_oldest} also the newest that
   * was read, while all else is under way.
   */
  long mostBesideBytes() {
    return this == DROP_OLDEST ? 352 * 1024 : 96 * 1024;
  }

  /** How much is acknowledged of each, so that the replay is full too; -1 if nothing is read. */
  long acknowledgedBytes() {
    return windowBytes == 0 ? -1 : windowBytes;
  }
}
