package dev.ccexecutor.stress;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** What keeps an execution's output for a client that is cut off. */
enum OutputKeeping {
  /** The server keeps what the client has not acknowledged. */
  WINDOW {
    @Override
    Map<String, Object> executeParams(Random random) {
      return Map.of("window", SMALLEST_WINDOW << random.nextInt(5), "replay", 0);
    }
  },
  /** The server keeps all on disk. */
  SPOOL {
    @Override
    Map<String, Object> executeParams(Random random) {
      return Map.of("spool", "all", "replay", 0);
    }
  },
  /** The server keeps some of what it has sent, mostly more than the sockets hold, or not. */
  REPLAY {
    @Override
    Map<String, Object> executeParams(Random random) {
      return Map.of("replay", random.nextBoolean() ? SMALL_REPLAY : LARGE_REPLAY);
    }
  };

  private static final long SMALLEST_WINDOW = 4096;
  private static final long SMALL_REPLAY = 64 * 1024;
  private static final long LARGE_REPLAY = 4 * 1024 * 1024;

  /** For {@code execute}. */
  abstract Map<String, Object> executeParams(Random random);

  /** For {@code execution.attach}, where {@code execute} had these. */
  static Map<String, Object> attachParams(Map<String, Object> executeParams) {
    Map<String, Object> params = new LinkedHashMap<>(executeParams);
    params.keySet().retainAll(Set.of("window"));
    return params;
  }

  /** Whether nothing may be lost, whatever happens to the connection. */
  boolean losesNothing() {
    return this != REPLAY;
  }
}
