package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.session.AnswerLane;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What goes out on a connection of models, whichever thread says it: all goes by the event loop, in
 * the order in which it was said. Any thread, where nothing else is said.
 */
final class McpOutput {
  /** What may wait for the event loop before less important things are no longer said. */
  private static final long BUSY_BYTES = 256 * 1024;

  private final Channel channel;
  private final AnswerLane lane;
  private final AtomicLong onTheirWayBytes = new AtomicLong();

  /** The event loop's. */
  private final Map<Object, Runnable> waiting = new HashMap<>();

  McpOutput(Channel channel, AnswerLane lane) {
    this.channel = channel;
    this.lane = lane;
  }

  boolean isWritable() {
    return channel.isWritable() && onTheirWayBytes.get() < BUSY_BYTES;
  }

  void send(byte[] message) {
    onTheirWayBytes.addAndGet(message.length);
    onLoop(
        () -> {
          onTheirWayBytes.addAndGet(-message.length);
          lane.send(message);
        });
  }

  /**
   * Runs an action on the event loop once the client takes what it is sent.
   *
   * @param owner what of the same owner has waited is forgotten
   */
  void whenWritable(Object owner, Runnable action) {
    onLoop(
        () -> {
          if (channel.isWritable()) {
            waiting.remove(owner);
            action.run();
          } else if (channel.isActive()) {
            waiting.put(owner, action);
          }
        });
  }

  @RunsOn(ThreadRole.EVENT_LOOP)
  void forget(Object owner) {
    waiting.remove(owner);
  }

  @RunsOn(ThreadRole.EVENT_LOOP)
  void writabilityChanged() {
    if (channel.isWritable()) {
      List<Runnable> actions = new ArrayList<>(waiting.values());
      waiting.clear();
      actions.forEach(Runnable::run);
    }
  }

  /** Nothing is said any more. */
  @RunsOn(ThreadRole.EVENT_LOOP)
  void close() {
    lane.close();
    waiting.clear();
  }

  /** Runs it as a task of the event loop's, even if called there: it stays behind what was said. */
  void onLoop(Runnable action) {
    try {
      channel.eventLoop().execute(action);
    } catch (RejectedExecutionException ended) {
      // The server stops, and all connections are closed.
    }
  }
}
