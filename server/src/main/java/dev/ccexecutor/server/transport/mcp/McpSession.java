package dev.ccexecutor.server.transport.mcp;

import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage;
import dev.ccexecutor.server.mcp.engine.Conversation;
import dev.ccexecutor.server.mcp.engine.Exchange;
import dev.ccexecutor.server.mcp.engine.McpEngine;
import dev.ccexecutor.server.mcp.engine.Outlet;
import dev.ccexecutor.server.mcp.feature.Caller;
import dev.ccexecutor.server.mcp.message.Era;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * What lasts from one request to the next in the era before. Any thread; held for the time of
 * handing a message to the engine.
 */
final class McpSession {
  private final String id;
  private final String principal;
  private final LongSupplier nanoClock;
  private final EventStore store;
  private final EventStream notices;
  private final Conversation conversation;
  private final AtomicInteger running = new AtomicInteger();
  private volatile long usedNanos;

  McpSession(
      String id, Caller caller, McpEngine engine, EventMemory memory, LongSupplier nanoClock) {
    this.id = id;
    this.principal = caller.principal();
    this.nanoClock = nanoClock;
    this.store = new EventStore(memory);
    this.notices = new EventStream(store, false, Map.of(), null);
    this.conversation = engine.begin(caller, new Notices(notices));
    this.usedNanos = nanoClock.getAsLong();
  }

  private record Notices(EventStream stream) implements Outlet {
    @Override
    public boolean isWritable() {
      return stream.isWritable();
    }

    @Override
    public void whenWritable(Runnable action) {
      stream.whenWritable(action);
    }

    @Override
    public void send(byte[] message) {
      stream.send(message);
    }
  }

  String id() {
    return id;
  }

  String principal() {
    return principal;
  }

  EventStore store() {
    return store;
  }

  /** What belongs to no request. */
  EventStream notices() {
    return notices;
  }

  void used() {
    usedNanos = nanoClock.getAsLong();
  }

  /** Since when nobody has used it; empty while something runs, or somebody listens. */
  Optional<Long> idleSinceNanos() {
    return running.get() > 0 || notices.isHeard() ? Optional.empty() : Optional.of(usedNanos);
  }

  /** The exchange is to tell {@link #requestOver}. */
  synchronized void receive(JsonRpcMessage.Request request, Exchange exchange) {
    running.incrementAndGet();
    conversation.receive(request, Era.LEGACY, exchange);
  }

  void requestOver() {
    running.decrementAndGet();
    used();
  }

  synchronized void receive(JsonRpcMessage.Notification notification) {
    conversation.receive(notification);
  }

  synchronized void receive(JsonRpcMessage.Response response) {
    conversation.receive(response);
  }

  /** Cancels what runs. */
  void close() {
    conversation.close();
    notices.cut();
    store.close();
  }
}
