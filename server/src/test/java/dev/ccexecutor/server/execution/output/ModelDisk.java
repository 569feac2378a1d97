package dev.ccexecutor.server.execution.output;

import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.server.execution.spool.ScriptedSpool;
import dev.ccexecutor.server.execution.spool.SpoolRefusal;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** What a run has of a disk, if any: slow, full at times, and not always to be read. */
final class ModelDisk {
  private static final List<SpoolRefusal> REASONS = List.of(SpoolRefusal.values());
  private static final long RETRY_MILLIS = 60_000;

  private final ModelSettings settings;
  private final ManualReaderLoop loop;
  private final ScriptedSpool spool;

  ModelDisk(ModelSettings settings, ManualReaderLoop loop, OutputLog log, Path sliceable) {
    this.settings = settings;
    this.loop = loop;
    this.spool =
        settings.spool() == SpoolMode.OFF
            ? null
            : new ScriptedSpool(
                settings.spool(),
                loop.loop(),
                log.spoolListener(),
                settings.segmentBytes(),
                settings.fileChunks() ? sliceable : null);
  }

  /** Null if there is none. */
  ScriptedSpool spool() {
    return spool;
  }

  /** Does one piece of work; false if there is none. */
  boolean work() {
    return spool != null && spool.work();
  }

  void workSome(Random random) {
    for (int i = random.nextInt(8); i >= 0; i--) {
      work();
    }
  }

  /** Goes wrong, or right again. */
  void change(Random random, ModelChecks checks) {
    if (spool != null && settings.refusals() && random.nextBoolean()) {
      spool.refuseNext(REASONS.get(random.nextInt(REASONS.size())));
      if (settings.spool() == SpoolMode.ALL) {
        checks.mayHaveHoles(); // What was taken care of is not kept for a transcript's sake.
      }
    }
    if (spool != null && settings.failedReads()) {
      spool.failReads(random.nextBoolean());
      checks.mayHaveHoles();
    }
    if (random.nextInt(4) == 0) {
      passTime();
    }
  }

  void letBeRead() {
    if (spool != null) {
      spool.failReads(false);
    }
  }

  /** So much that what was refused is tried again. */
  void passTime() {
    loop.pass(RETRY_MILLIS);
  }
}
