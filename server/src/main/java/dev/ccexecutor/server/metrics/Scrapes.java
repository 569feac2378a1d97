package dev.ccexecutor.server.metrics;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers those who want the page, on a thread of its own that is there only while somebody asks. A
 * page is made once for all who ask before it is begun, so however many ask, no more than one of a
 * format waits to be made.
 */
public final class Scrapes {
  private static final Logger log = LoggerFactory.getLogger(Scrapes.class);

  private static final long IDLE_SECONDS = 10;
  private static final long CLOSE_SECONDS = 5;

  private final CompletableFuture<MetricSources> sources = new CompletableFuture<>();
  private final Map<ExpositionFormat, CompletableFuture<byte[]>> wanted =
      new EnumMap<>(ExpositionFormat.class);
  private final ExecutorService thread;
  private boolean closed;

  /** The thread's, and {@link #close}'s after its end. Null until somebody has asked. */
  private Exposition exposition;

  /** Makes ready, which costs next to nothing. */
  public Scrapes() {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new DefaultThreadFactory("metrics", true));
    executor.allowCoreThreadTimeOut(true);
    thread = executor;
  }

  /**
   * Who has asked before this waits until now.
   *
   * @param all to which nothing is added any more
   */
  public void begin(MetricSources all) {
    sources.complete(all);
  }

  /**
   * The page, as of after this call. Any thread.
   *
   * @return completed on the thread of the scrapes, for several who ask; it fails if the page can't
   *     be made, or the server ends
   */
  public synchronized CompletableFuture<byte[]> page(ExpositionFormat format) {
    if (closed) {
      return CompletableFuture.failedFuture(hasEnded());
    }
    CompletableFuture<byte[]> page = wanted.get(format);
    if (page == null) {
      page = new CompletableFuture<>();
      wanted.put(format, page);
      thread.execute(() -> make(format));
    }
    return page;
  }

  private static IllegalStateException hasEnded() {
    return new IllegalStateException("the server has ended");
  }

  private synchronized CompletableFuture<byte[]> begin(ExpositionFormat format) {
    return wanted.remove(format);
  }

  private void make(ExpositionFormat format) {
    CompletableFuture<byte[]> page = begin(format);
    byte[] made;
    try {
      made = render(format);
    } catch (IOException | RuntimeException | Error e) {
      log.atError().setCause(e).log("the metrics could not be told");
      page.completeExceptionally(e);
      return;
    }
    page.complete(made);
  }

  private byte[] render(ExpositionFormat format) throws IOException {
    if (exposition == null) {
      exposition = new Exposition(sources.join());
    }
    return exposition.render(format);
  }

  /** Answers who still waits, and ends the thread. Blocks, for some seconds at most. */
  public void close() throws InterruptedException {
    synchronized (this) {
      closed = true;
    }
    sources.completeExceptionally(hasEnded()); // Nobody waits for a server that did not start.
    thread.shutdown();
    if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
      log.warn("a scrape of the metrics would not end");
    } else if (exposition != null) {
      exposition.close();
    }
  }
}
