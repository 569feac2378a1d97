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
   * For each data frame: %s
   */
  private static final double MOST_BYTES_PER_FRAME = 400;

  private static final long STRETCH_BYTES = 64L << 20;
  private static final int MOST_STRETCHES = 300;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final ResourceLeakDetector.Level leakDetection = ResourceLeakDetector.getLevel();
  private LocalServer server;
  private CountedFlood flood;

  @BeforeEach
  void startFlood() throws Exception {
    // It makes objects for each buffer; in a server it is off.
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    server = LocalServer.start();
    flood =
        CountedFlood.start(
            server.address(), List.of("yes", "x".repeat(79)), OutputForm.BINARY);
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

  private double bytesPerFrameOfOneStretch(long[] loops) throws IOException {
    long framesBefore = flood.dataFrames();
    long bytesBefore = allocated(loops);
    flood.read(STRETCH_BYTES);
    double bytes = allocated(loops) - bytesBefore;
    return bytes / (flood.dataFrames() - framesBefore);
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
