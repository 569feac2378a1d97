package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.OnDisconnect;
import dev.ccexecutor.protocol.execution.StreamOffsets;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.server.execution.output.OutputFeed;
import dev.ccexecutor.server.execution.output.OutputLog;
import dev.ccexecutor.server.execution.output.OutputQueue;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.concurrent.CompletableFuture;

/** How those who are attached to one execution come and go, and what becomes of it then. */
@RunsOn(ThreadRole.READER_LOOP)
final class Attachments {
  private final ExecutionSpec spec;
  private final ExecutionRecord record;
  private final OutputLog log;
  private final Subscribers subscribers;
  private final DetachedTime detachedTime;
  private final Runnable onAbandoned;
  private final Runnable onSettled;
  private boolean settled;

  /**
   * @param onAbandoned nobody will come back for it: it is to end
   * @param onSettled it has ended, and has no owner who may still take output; called once
   */
  Attachments(
      ExecutionSpec spec,
      ExecutionRecord record,
      OutputLog log,
      Subscribers subscribers,
      DetachedTime detachedTime,
      Runnable onAbandoned,
      Runnable onSettled) {
    this.spec = spec;
    this.record = record;
    this.log = log;
    this.subscribers = subscribers;
    this.detachedTime = detachedTime;
    this.onAbandoned = onAbandoned;
    this.onSettled = onSettled;
  }

  /** Adds somebody, and answers before anything else is told. */
  void attach(
      AttachRequest request,
      Subscriber subscriber,
      OutputQueue queue,
      CompletableFuture<Attachment> answer) {
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
    } else if (hadOwner) {
      ownerLeft();
    }
    answer.complete(
        new Attachment(
            record.status(), feed.position(StreamType.STDOUT), feed.position(StreamType.STDERR)));
    if (record.hasExited()) {
      subscriber.exited(record.exitedNotification());
      subscriber.nothingFollows();
    }
    log.advance();
  }

  /** It ended in the time of another server, and was settled there. */
  void restore() {
    settled = true;
    subscribers.settled();
  }

  /** Says whether all that is asked for is kept. */
  void requireKept(StreamOffsets offsets, CompletableFuture<Void> answer) {
    try {
      subscribers.requireKept(offsets);
      answer.complete(null);
    } catch (JsonRpcException e) {
      answer.completeExceptionally(e);
    }
  }

  /** A connection gives up what it has. */
  void detach(Object connection, CompletableFuture<Void> answer) {
    if (subscribers.leaveAllOf(connection)) {
      subscribers.dropClaim();
      ownerLeft();
    }
    answer.complete(null);
  }

  /** Somebody leaves who may come back. */
  void leave(Subscriber subscriber) {
    if (subscribers.leave(subscriber)) {
      ownerLeft();
    }
  }

  /** Somebody's connection is gone. */
  void disconnected(Subscriber subscriber) {
    if (!subscribers.leave(subscriber)) {
      return;
    }
    boolean cancel = spec.onDisconnect() == OnDisconnect.CANCEL;
    if (cancel) {
      subscribers.dropClaim();
    }
    if (cancel && !record.isOver()) {
      onAbandoned.run();
    } else {
      ownerLeft();
    }
  }

  /** The execution has ended. */
  void completed() {
    detachedTime.end();
    if (!subscribers.hasOwner()) {
      settle();
    }
  }

  private void ownerLeft() {
    if (record.isOver()) {
      settle();
    } else {
      detachedTime.begin();
    }
  }

  private void settle() {
    if (!settled) {
      settled = true;
      subscribers.settled();
      onSettled.run();
    }
  }
}
