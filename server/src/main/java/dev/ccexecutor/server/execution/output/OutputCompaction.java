package dev.ccexecutor.server.execution.output;

import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes from an execution the memory that its output does not fill.
 *
 * <p>While a command prints, room behind what was read costs less than copying: a read of 33 KiB
 * stays in its buffer of 64, a block of 16 KiB waits for more. Of a command that has fallen silent
 * that would stay for as long as its output is kept. So once it has printed nothing for a moment,
 * what is kept is copied into memory that it fills. Of one that goes on printing, only a few blocks
 * are, and not those that are being filled: with a reader that keeps up, that is all there is.
 *
 * <p>There is no timer for those who print little, nor for those who have been compacted.
 */
@RunsOn(ThreadRole.READER_LOOP)
final class OutputCompaction {
  private static final Logger log = LoggerFactory.getLogger(OutputCompaction.class);

  private static final long FIRST_DELAY_MILLIS = 1_000;
  private static final long LAST_DELAY_MILLIS = 60_000;

  /** Less than this is not worth a timer, nor less than this part of what is kept. */
  private static final int WORTH_A_TIMER_BYTES = 4 * 1024;

  /** Less than this is not worth copying a block, nor less than this part of it. */
  private static final int WORTH_A_COPY_BYTES = 512;

  private static final int WORTHWHILE_PART = 32;

  /** So many may be copied before others have the loop. */
  private static final int BLOCKS_AT_ONCE = 16;

  private final ReaderLoop loop;
  private final String executionId;
  private final KeptOutput kept;
  private boolean scheduled;
  private long printedBefore;
  private long delayMillis = FIRST_DELAY_MILLIS;

  OutputCompaction(ReaderLoop loop, String executionId, KeptOutput kept) {
    this.loop = loop;
    this.executionId = executionId;
    this.kept = kept;
  }

  /** Something was printed, or taken. */
  void consider() {
    if (!scheduled && kept.unusedBytes() > WORTH_A_TIMER_BYTES + kept.bytes() / WORTHWHILE_PART) {
      if (kept.printed() != printedBefore) {
        printedBefore = kept.printed();
        delayMillis = FIRST_DELAY_MILLIS;
      }
      scheduled = true;
      loop.eventLoop().schedule(this::compact, delayMillis, TimeUnit.MILLISECONDS);
    }
  }

  /**
   * What was not taken by its reader yet can't be compacted; it is tried again, less and less
   * often.
   */
  private void compact() {
    scheduled = false;
    loop.leaveKeptBuffers(); // Else the loop itself would hold what is to go.
    boolean silent = kept.printed() == printedBefore;
    for (StreamType stream : StreamType.OUTPUTS) {
      OutputBlock newest = kept.newest(stream);
      compactBackwards(silent || newest == null ? newest : newest.previous(), silent);
    }
    delayMillis = Math.min(LAST_DELAY_MILLIS, 2 * delayMillis);
    consider();
  }

  /**
   * Compacts a block and those before it.
   *
   * @param all whether to go on after the first few, when others have had their turn
   */
  private void compactBackwards(OutputBlock from, boolean all) {
    OutputBlock block = from;
    for (int seen = 0; seen < BLOCKS_AT_ONCE && block != null; seen++) {
      OutputBlock before = block.previous();
      if (isWorthACopy(block) && !compactSafely(block)) {
        return;
      }
      block = before;
    }
    if (block != null && all) {
      OutputBlock next = block;
      loop.execute(() -> goOn(next));
    }
  }

  /** Where it was dropped meanwhile something was taken, so that all is considered again. */
  private void goOn(OutputBlock block) {
    if (!block.isDropped()) {
      compactBackwards(block, true);
    }
  }

  private static boolean isWorthACopy(OutputBlock block) {
    int worthwhile = Math.max(WORTH_A_COPY_BYTES, block.capacity() / WORTHWHILE_PART);
    return block.unusedBytes() > worthwhile && !block.isHeldElsewhere();
  }

  /** A task that throws would be lost without a word; what is kept stays as it is. */
  private boolean compactSafely(OutputBlock block) {
    try {
      kept.compact(block);
      return true;
    } catch (RuntimeException | Error e) {
      log.atWarn()
          .addKeyValue(LogKeys.EXECUTION_ID, executionId)
          .setCause(e)
          .log("output that is kept could not be compacted for now");
      return false;
    }
  }
}
