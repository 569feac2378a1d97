package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.OnDisconnect;
import dev.ccexecutor.protocol.execution.StreamOffsets;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.execution.output.FeedTerms;
import dev.ccexecutor.server.execution.output.OutputFeed;
import dev.ccexecutor.server.execution.output.OutputLog;
import dev.ccexecutor.server.execution.output.OutputQueue;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * How those who are attached to one execution come and go, and what becomes of it then.
 *
 * <p>The public methods may be called on any thread and hand over to the reader loop; all else is
 * that one's.
 */
public final class Attachments {
  private final ExecutionSpec spec;
  private final ExecutionRecord record;
  private final OutputLog log;
  private final Subscribers subscribers;
  private final DetachedTime detachedTime;
  private final Surroundings surroundings;
  private boolean settled;

  /**
   * What the execution does for it.
   *
   * @param inOrder runs an action on the loop, in its turn among the requests, once it has started
   * @param disconnects the same, but may run it before the start where nothing else waits for that
   * @param onAbandoned nobody will come back for it: it is to end
   * @param onSettled it has ended, and has no owner who may still take output; called once
   */
  record Surroundings(
      ReaderLoop loop,
      Executor inOrder,
      Executor disconnects,
      Runnable onAbandoned,
      Runnable onSettled) {}

  Attachments(
      ExecutionSpec spec,
      ExecutionRecord record,
      OutputLog log,
      Subscribers subscribers,
      Surroundings surroundings) {
    this.spec = spec;
    this.record = record;
    this.log = log;
    this.subscribers = subscribers;
    this.surroundings = surroundings;
    this.detachedTime =
        new DetachedTime(surroundings.loop(), spec.detachTtlMillis(), surroundings.onAbandoned());
  }

  /**
   * Makes the queue of one who is about to attach, and will be its consumer.
   *
   * @param wakeConsumer makes the consumer drain the queue; called on the reader loop
   */
  public OutputQueue newQueue(FeedTerms terms, Runnable wakeConsumer) {
    Runnable advance = log::advance;
    return new OutputQueue(
        terms.queueBytes(), wakeConsumer, () -> surroundings.loop().execute(advance));
  }

  /** Before it is started, by whoever starts it. */
  public void addStarter(Subscriber starter, OutputQueue queue, FeedTerms terms) {
    subscribers.addStarter(starter, queue, terms);
  }

  /**
   * Attaches somebody, once it has started.
   *
   * @param answer completed on the reader loop, before anything is told or handed to the
   *     subscriber; what depends on it must be there already, or it may come too late
   */
  public void attach(
      AttachRequest request,
      Subscriber subscriber,
      OutputQueue queue,
      CompletableFuture<Attachment> answer) {
    surroundings.inOrder().execute(() -> attachHere(request, subscriber, queue, answer));
  }

  /**
   * The last owner's claim to it, if that has not given it up, nor anybody taken it since. Any
   * thread.
   */
  public Optional<Claim> claim() {
    return Optional.ofNullable(subscribers.claim());
  }

  /** Whether it has all that is asked for, once it has started; else the error says what not. */
  public CompletableFuture<Void> requireKept(StreamOffsets offsets) {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    surroundings.inOrder().execute(() -> requireKeptHere(offsets, answer));
    return answer;
  }

  /**
   * A connection wants nothing more of it, in its turn among the other requests; it goes on without
   * an owner if that was the owner.
   *
   * @param answer as in {@link #attach}
   */
  public void detach(Object connection, CompletableFuture<Void> answer) {
    surroundings.inOrder().execute(() -> detachHere(connection, answer));
  }

  /**
   * Somebody was handed all of it, or could not be: if that is the owner, its claim stays, and it
   * may come back.
   */
  public void leave(Subscriber subscriber) {
    surroundings.inOrder().execute(() -> leaveHere(subscriber));
  }

  /** Somebody's connection is gone: if that was the owner's, it ends or goes on, as was asked. */
  public void disconnected(Subscriber subscriber) {
    surroundings.disconnects().execute(() -> disconnectedHere(subscriber));
  }

  /** The last owner has taken care of output, and says so after it has left. */
  public void acknowledgeLate(Claim by, StreamOffsets offsets) {
    surroundings.loop().execute(() -> subscribers.acknowledgeLate(by, offsets));
  }

  /** Adds somebody, and answers before anything else is told. */
  @RunsOn(ThreadRole.READER_LOOP)
  private void attachHere(
      AttachRequest request,
      Subscriber subscriber,
      OutputQueue queue,
      CompletableFuture<Attachment> answer) {
    if (record.neverStarted()) {
      answer.completeExceptionally(ExecutionErrors.unknown(spec.executionId()).asException());
      return;
    }
    boolean hadOwner = subscribers.hasOwner();
    OutputFeed feed;
    try {
      feed = subscribers.attach(request, subscriber, queue);
    } catch (JsonRpcException e) {
      answer.completeExceptionally(e);
      return;
    }
    if (subscribers.hasOwner()) {
      detachedTime.end();
    }
    answer.complete(
        new Attachment(
            record.status(), feed.position(StreamType.STDOUT), feed.position(StreamType.STDERR)));
    if (record.hasExited()) {
      subscriber.exited(record.exitedNotification());
      subscriber.nothingFollows();
    }
    if (hadOwner && !subscribers.hasOwner()) {
      ownerLeft(); // Which may advance the log.
    }
    log.advance();
  }

  /** It ended in the time of another server, and was settled there. */
  @RunsOn(ThreadRole.READER_LOOP)
  void restore() {
    settled = true;
    subscribers.settled();
  }

  /** Nothing was started: whoever comes and goes from now on leaves nothing to wait for. */
  void notStarted() {
    settled = true;
  }

  /** Says whether all that is asked for is kept. */
  @RunsOn(ThreadRole.READER_LOOP)
  private void requireKeptHere(StreamOffsets offsets, CompletableFuture<Void> answer) {
    try {
      subscribers.requireKept(offsets);
      answer.complete(null);
    } catch (JsonRpcException e) {
      answer.completeExceptionally(e);
    }
  }

  /** A connection gives up what it has. */
  @RunsOn(ThreadRole.READER_LOOP)
  private void detachHere(Object connection, CompletableFuture<Void> answer) {
    if (subscribers.leaveAllOf(connection)) {
      subscribers.dropClaim();
      ownerLeft();
    }
    answer.complete(null);
  }

  /** Somebody leaves who may come back. */
  @RunsOn(ThreadRole.READER_LOOP)
  private void leaveHere(Subscriber subscriber) {
    if (subscribers.leave(subscriber)) {
      ownerLeft();
    }
  }

  /** Somebody's connection is gone. */
  @RunsOn(ThreadRole.READER_LOOP)
  private void disconnectedHere(Subscriber subscriber) {
    if (!subscribers.leave(subscriber)) {
      return;
    }
    boolean cancel = spec.onDisconnect() == OnDisconnect.CANCEL;
    if (cancel) {
      subscribers.dropClaim();
    }
    if (cancel && !record.isOver()) {
      surroundings.onAbandoned().run();
    } else {
      ownerLeft();
    }
  }

  /** The execution has ended. */
  @RunsOn(ThreadRole.READER_LOOP)
  void completed() {
    detachedTime.end();
    if (!subscribers.hasOwner()) {
      settle();
    }
  }

  @RunsOn(ThreadRole.READER_LOOP)
  private void ownerLeft() {
    if (record.isOver()) {
      settle();
    } else if (!settled) {
      detachedTime.begin();
    }
  }

  @RunsOn(ThreadRole.READER_LOOP)
  private void settle() {
    if (!settled) {
      settled = true;
      subscribers.settled();
      surroundings.onSettled().run();
    }
  }
}
