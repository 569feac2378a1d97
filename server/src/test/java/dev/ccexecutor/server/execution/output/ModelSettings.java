package dev.ccexecutor.server.execution.output;

import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.protocol.execution.WhenFull;
import java.util.List;
import java.util.Random;

/**
 * What one run of the model is about, at random.
 *
 * @param large whether it prints more than all limits together
 * @param mostReadBytes how much one read brings at most
 * @param segmentBytes how large a segment of the spool grows
 * @param drops whether the owner may be skipped
 * @param lazyClients whether clients acknowledge only when their window is full, to the last byte
 */
record ModelSettings(
    SpoolMode spool,
    long replayBytes,
    boolean large,
    int mostReadBytes,
    long segmentBytes,
    boolean drops,
    boolean lazyClients,
    boolean refusals,
    boolean failedReads,
    boolean fileChunks) {
  private static final List<SpoolMode> SPOOL_MODES = List.of(SpoolMode.values());
  private static final int[] READ_BYTES = {1, 100, 3_000, 20_000, 64 * 1024};
  private static final long[] REPLAY_BYTES = {0, 0, 1, 4096, 70_000, 300_000};
  private static final long[] HELD_BYTES = {4096, 10_000, 65_536, 200_000, 2_000_000};

  static ModelSettings random(Random random) {
    boolean large = random.nextInt(25) == 0;
    return new ModelSettings(
        SPOOL_MODES.get(random.nextInt(SPOOL_MODES.size())),
        REPLAY_BYTES[random.nextInt(REPLAY_BYTES.length)],
        large,
        large ? 64 * 1024 : READ_BYTES[random.nextInt(READ_BYTES.length)],
        1 + random.nextInt(200_000),
        random.nextInt(3) == 0,
        random.nextBoolean(),
        random.nextInt(3) == 0,
        random.nextInt(15) == 0,
        random.nextBoolean());
  }

  long length(Random random) {
    if (large) {
      return random.nextInt(4_000_000);
    }
    int most = Math.min(400_000, 200 * mostReadBytes);
    return random.nextInt(5) == 0 ? 0 : random.nextInt(most + 1);
  }

  WhenFull ownerPolicy() {
    return drops ? WhenFull.DROP_OLDEST : WhenFull.BLOCK;
  }

  FeedTerms terms(Random random, WhenFull whenFull) {
    boolean acknowledges = random.nextBoolean();
    long held = HELD_BYTES[random.nextInt(HELD_BYTES.length)];
    return new FeedTerms(
        random.nextInt(20) != 0,
        fileChunks,
        acknowledges,
        acknowledges ? held : Math.max(65_536, held), // As the settings have it.
        whenFull);
  }
}
