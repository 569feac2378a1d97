package dev.ccexecutor.server.execution.output;

import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.varhandle.unpadded.SpscUnboundedVarHandleUnpaddedArrayQueue;

/**
 * The hand-off from one execution's reader loop to one channel's event loop: one subscription's.
 *
 * <p><b>Bound.</b> What is queued is counted in bytes. At {@code capacityBytes} the producer is
 * told to park; when the consumer has brought it down to half of that it is woken. The underlying
 * queue grows in links, and this count is what bounds it.
 *
 * <p><b>Released</b> is what the client has taken care of: the consumer says so, and it is what
 * lets the producer's side forget. The producer can ask to be woken when a certain amount is.
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
  private static final long NEVER = Long.MAX_VALUE;

  private final SpscUnboundedVarHandleUnpaddedArrayQueue<OutputItem> items =
      new SpscUnboundedVarHandleUnpaddedArrayQueue<>(SLOTS_PER_LINK);
  private final AtomicLong queuedBytes = new AtomicLong();
  private final AtomicBoolean drainRequested = new AtomicBoolean();
  private final AtomicBoolean producerParked = new AtomicBoolean();

  /** The producer is woken once so much was released, both streams together. */
  private final AtomicLong wakeWhenReleased = new AtomicLong(NEVER);

  private final long capacityBytes;
  private final Runnable wakeConsumer;
  private final Runnable wakeProducer;
  private volatile long releasedStdout;
  private volatile long releasedStderr;
  private volatile boolean closed;

  /** The producer's own: something was offered since the last flush that is worth a wake-up. */
  private boolean hasNews;

  /**
   * Makes a queue.
   *
   * @param wakeConsumer makes the event loop drain; called on the reader loop
   * @param wakeProducer makes the reader loop offer more; called on the event loop
   */
  public OutputQueue(long capacityBytes, Runnable wakeConsumer, Runnable wakeProducer) {
    this.capacityBytes = capacityBytes;
    this.wakeConsumer = wakeConsumer;
    this.wakeProducer = wakeProducer;
  }

  /** Adds an item, which the queue owns from here on, whatever becomes of it. */
  @RunsOn(ThreadRole.READER_LOOP)
  public void offer(OutputItem item) {
    if (closed) {
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
   * Whether the producer must stop. If so it will be woken once, when there is room, or when the
   * queue is closed.
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
      return false; // The consumer was here between the two looks, and may not come again.
    }
    return true;
  }

  /**
   * Before it is used: all before these offsets counts as released, since the client has it or does
   * not want it.
   */
  @RunsOn(ThreadRole.READER_LOOP)
  void beginAt(long stdout, long stderr) {
    releasedStdout = stdout;
    releasedStderr = stderr;
  }

  /** How far the client has taken care of a stream. */
  @RunsOn(ThreadRole.READER_LOOP)
  public long released(StreamType stream) {
    return stream == StreamType.STDOUT ? releasedStdout : releasedStderr;
  }

  /** Both streams together. */
  @RunsOn(ThreadRole.READER_LOOP)
  long releasedTotal() {
    return releasedStdout + releasedStderr;
  }

  /**
   * Asks to be woken once, when so much is released of both streams together; at once if it is. An
   * earlier wish for less stays.
   *
   * <p>The same handshake as in {@link #parkIfFull}: the wish is there before the count is looked
   * at again.
   */
  @RunsOn(ThreadRole.READER_LOOP)
  void wakeWhenReleased(long total) {
    wakeWhenReleased.accumulateAndGet(total, Math::min);
    wakeIfReleased();
  }

  /**
   * All before this offset is taken care of: it was written to the channel, or where the client has
   * a window, acknowledged. Never less than before.
   */
  @RunsOn(ThreadRole.EVENT_LOOP)
  public void released(StreamType stream, long offset) {
    if (stream == StreamType.STDOUT) {
      releasedStdout = offset;
    } else {
      releasedStderr = offset;
    }
    wakeIfReleased();
  }

  private void wakeIfReleased() {
    long wanted = wakeWhenReleased.get();
    if (wanted != NEVER
        && releasedTotal() >= wanted
        && wakeWhenReleased.compareAndSet(wanted, NEVER)) {
      wakeProducer.run();
    }
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
