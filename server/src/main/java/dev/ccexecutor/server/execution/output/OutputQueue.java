package dev.ccexecutor.server.execution.output;

import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.varhandle.unpadded.SpscUnboundedVarHandleUnpaddedArrayQueue;

/**
 * The hand-off from one execution's reader loop to one channel's event loop.
 *
 * <p><b>Bound.</b> What is queued is counted in bytes. At {@code capacityBytes} the producer is
 * told to park; when the consumer has brought it down to half of that it is woken. The underlying
 * queue grows in links, and this count is what bounds it. Only what the pipes of an ended tree
 * still hold is taken in beyond it, at most one pipe's content each.
 *
 * <p><b>Wake-ups.</b> One per batch: {@link #flush} runs the consumer's wake-up only if none is
 * under way, and the consumer begins each drain with {@link #beginDrain}, so that what is offered
 * after that wakes it again.
 *
 * <p><b>Closing.</b> The consumer closes. From then on nothing is full and whatever is offered is
 * released, by the producer if it saw the closing, else by the consumer, which is woken for it once
 * more.
 */
public final class OutputQueue {
  private static final int SLOTS_PER_LINK = 32;

  private final SpscUnboundedVarHandleUnpaddedArrayQueue<OutputItem> items =
      new SpscUnboundedVarHandleUnpaddedArrayQueue<>(SLOTS_PER_LINK);
  private final AtomicLong queuedBytes = new AtomicLong();
  private final AtomicBoolean drainRequested = new AtomicBoolean();
  private final AtomicBoolean producerParked = new AtomicBoolean();
  private final long capacityBytes;
  private final Runnable wakeConsumer;
  private final Runnable wakeProducer;
  private final boolean discardsBytes;
  private volatile boolean closed;

  /** The producer's own: something was offered since the last flush that is worth a wake-up. */
  private boolean hasNews;

  /**
   * @param wakeConsumer makes the event loop drain; called on the reader loop
   * @param wakeProducer makes the reader loop read on; called on the event loop
   */
  public OutputQueue(long capacityBytes, Runnable wakeConsumer, Runnable wakeProducer) {
    this(capacityBytes, false, wakeConsumer, wakeProducer);
  }

  /**
   * Makes a queue.
   *
   * @param discardsBytes for a consumer who wants to hear of the end only: the child's bytes count
   *     as taken when they are offered
   * @param wakeConsumer makes the event loop drain; called on the reader loop
   * @param wakeProducer makes the reader loop read on; called on the event loop
   */
  public OutputQueue(
      long capacityBytes, boolean discardsBytes, Runnable wakeConsumer, Runnable wakeProducer) {
    this.discardsBytes = discardsBytes;
    this.capacityBytes = capacityBytes;
    this.wakeConsumer = wakeConsumer;
    this.wakeProducer = wakeProducer;
  }

  /** Adds an item, which the queue owns from here on, whatever becomes of it. */
  @RunsOn(ThreadRole.READER_LOOP)
  public void offer(OutputItem item) {
    if (closed || (discardsBytes && item instanceof OutputItem.Chunk)) {
      item.release();
      return;
    }
    queuedBytes.addAndGet(item.cost());
    items.offer(item);
    hasNews |= item.isNews();
  }

  /** Tells the consumer of what was offered since the last flush, if any of it is news. */
  @RunsOn(ThreadRole.READER_LOOP)
  public void flush() {
    boolean wake = hasNews && !items.isEmpty() && drainRequested.compareAndSet(false, true);
    hasNews = false;
    if (wake) {
      wakeConsumer.run();
    }
  }

  /** The same, news or not. */
  @RunsOn(ThreadRole.READER_LOOP)
  public void flushAll() {
    hasNews = true;
    flush();
  }

  /**
   * Whether the producer must stop. If so it will be woken once, when there is room.
   *
   * <p>The wish to be woken is made known before the count is looked at again, and the consumer
   * looks at the wish after it has lowered the count: one of the two sees the other.
   */
  @RunsOn(ThreadRole.READER_LOOP)
  public boolean parkIfFull() {
    if (closed || queuedBytes.get() < capacityBytes) {
      return false;
    }
    producerParked.set(true);
    if ((closed || queuedBytes.get() <= lowMark()) && producerParked.compareAndSet(true, false)) {
      // The wish may have been another pipe's too, which would then wait for ever.
      wakeProducer.run();
    }
    return true;
  }

  /** What is offered from now on will wake the consumer again. */
  @RunsOn(ThreadRole.EVENT_LOOP)
  public void beginDrain() {
    drainRequested.set(false);
  }

  /** The next item without taking it, or null. */
  @RunsOn(ThreadRole.EVENT_LOOP)
  public OutputItem peek() {
    return items.peek();
  }

  /** Takes the next item, which the caller then owns, or null. */
  @RunsOn(ThreadRole.EVENT_LOOP)
  public OutputItem poll() {
    OutputItem item = items.poll();
    if (item != null
        && queuedBytes.addAndGet(-item.cost()) <= lowMark()
        && producerParked.get()
        && producerParked.compareAndSet(true, false)) {
      wakeProducer.run();
    }
    return item;
  }

  /** Ends the consumer's interest. Also to be called when it is woken after that: see the class. */
  @RunsOn(ThreadRole.EVENT_LOOP)
  public void close() {
    closed = true;
    // What is offered by a producer that has not yet seen the closing must wake us once more.
    drainRequested.set(false);
    for (OutputItem item = items.poll(); item != null; item = items.poll()) {
      queuedBytes.addAndGet(-item.cost());
      item.release();
    }
    if (producerParked.compareAndSet(true, false)) {
      wakeProducer.run();
    }
  }

  public boolean isClosed() {
    return closed;
  }

  /** Bytes that are queued now; for metrics and tests. */
  public long queuedBytes() {
    return queuedBytes.get();
  }

  private long lowMark() {
    return capacityBytes / 2;
  }
}
