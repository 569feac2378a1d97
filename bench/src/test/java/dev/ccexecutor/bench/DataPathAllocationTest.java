package dev.ccexecutor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.ccexecutor.protocol.execution.OutputForm;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the server's loops allocate while output passes through them: as little as is said here,
 * once the code that does it is compiled.
 */
@Timeout(120)
class DataPathAllocationTest {
  /**
   * For each data frame, with compact headers: an item of the queue, 24 bytes, and its slice of the
   * buffer that was read into, 40, both handed from one thread to the other; a share of the queue's
   * links, 5; and where each frame is a batch of its own, Netty's task for its flush, 32. All else
   * that a chunk needs is used again.
   */
  private static final double MOST_BYTES_PER_FRAME = 112;

  private static final long STRETCH_BYTES = 64L << 20;
  private static final int MOST_STRETCHES = 300;

  /** It fills the pipe, so that most reads bring all that one can. */
  private static final List<String> FLOOD = List.of("dd", "if=/dev/zero", "bs=1M");

  /** Small reads are copied and make fewer objects: with them the bound would say nothing. */
  private static final long FULL_FRAME_BYTES = 60 * 1024;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final ResourceLeakDetector.Level leakDetection = ResourceLeakDetector.getLevel();
  private LocalServer server;
  private CountedFlood flood;

  @BeforeEach
  void startFlood() throws Exception {
    // It makes objects for each buffer; in a server it is off.
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    server = LocalServer.start();
    flood = CountedFlood.start(server.address(), FLOOD, OutputForm.BINARY);
  }

  @AfterEach
  void endFlood() throws IOException {
    flood.end();
    server.stop();
    ResourceLeakDetector.setLevel(leakDetection);
  }

  @Test
  void shouldAllocateNextToNothingPerFrameWhenBinaryOutputHasPassedForAWhile() throws IOException {
    long[] loops = loops();
    assertThat(loops).hasSizeGreaterThanOrEqualTo(2);

    double bytesPerFrame = Double.MAX_VALUE;
    for (int i = 0; i < MOST_STRETCHES && bytesPerFrame > MOST_BYTES_PER_FRAME; i++) {
      bytesPerFrame = bytesPerFrameOfOneStretch(loops);
    }

    assertThat(bytesPerFrame).isPositive().isLessThanOrEqualTo(MOST_BYTES_PER_FRAME);
  }

  /** What cannot be told, because the frames were small, counts as too much. */
  private double bytesPerFrameOfOneStretch(long[] loops) throws IOException {
    long framesBefore = flood.dataFrames();
    long bytesBefore = allocated(loops);
    flood.read(STRETCH_BYTES);
    double bytes = allocated(loops) - bytesBefore;
    long frames = flood.dataFrames() - framesBefore;
    return STRETCH_BYTES / frames < FULL_FRAME_BYTES ? Double.MAX_VALUE : bytes / frames;
  }

  private long allocated(long[] loops) {
    return LongStream.of(threads.getThreadAllocatedBytes(loops)).sum();
  }

  /** The threads that output passes through. */
  private static long[] loops() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(
            thread ->
                thread.getName().startsWith("event-loop-")
                    || thread.getName().startsWith("reader-"))
        .mapToLong(Thread::threadId)
        .toArray();
  }
}
