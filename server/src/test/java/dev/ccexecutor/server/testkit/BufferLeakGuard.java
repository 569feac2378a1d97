package dev.ccexecutor.server.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class after which a buffer was garbage without having been released.
 *
 * <p>Found by JUnit itself (META-INF/services), for Netty takes its detector once, when its buffers
 * are first used, and no test class may have done that before. Whether the collector has been
 * everywhere is told by a canary: a buffer that is lost on purpose and must be reported.
 */
public final class BufferLeakGuard implements AfterAllCallback {
  private static final AtomicInteger CANARIES = new AtomicInteger();

  /** Installs the detector that is listened to. */
  public BufferLeakGuard() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new RecordingFactory());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (context.getRequiredTestClass().isMemberClass()) {
      return; // The class around it will be asked.
    }
    String canary = "canary " + CANARIES.incrementAndGet();
    lose(canary);
    Deadline.await("the leak detector to report a buffer that was lost on purpose")
        .until(() -> hasReported(canary));
    List<String> leaks = LeakReports.take();
    if (!leaks.isEmpty()) {
      throw new AssertionError(
          leaks.size() + " buffers were not released, the first:\n" + leaks.getFirst());
    }
  }

  private static void lose(String canary) {
    UnpooledByteBufAllocator.DEFAULT.directBuffer(1).touch(canary);
  }

  /** Reports come out when the next buffer is allocated. */
  private static boolean hasReported(String canary) {
    System.gc();
    ByteBuf next = UnpooledByteBufAllocator.DEFAULT.directBuffer(1);
    next.release();
    return LeakReports.remove(canary);
  }

  private static final class RecordingFactory extends ResourceLeakDetectorFactory {
    @Override
    @SuppressWarnings("deprecation") // The only one that is abstract.
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
        Class<T> resource, int samplingInterval, long maxActive) {
      return new RecordingDetector<>(resource, samplingInterval);
    }

    @Override
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
        Class<T> resource, int samplingInterval) {
      return new RecordingDetector<>(resource, samplingInterval);
    }
  }

  private static final class RecordingDetector<T> extends ResourceLeakDetector<T> {
    RecordingDetector(Class<T> resource, int samplingInterval) {
      super(resource, samplingInterval);
    }

    @Override
    protected boolean needReport() {
      return true;
    }

    @Override
    protected void reportTracedLeak(String resourceType, String records) {
      LeakReports.add(resourceType + records);
    }

    @Override
    protected void reportUntracedLeak(String resourceType) {
      LeakReports.add(resourceType + " (nothing recorded)");
    }
  }
}
