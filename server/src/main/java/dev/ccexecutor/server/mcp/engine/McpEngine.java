package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.server.mcp.feature.Caller;
import dev.ccexecutor.server.mcp.feature.Catalog;
import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpException;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Answers the messages of all conversations. Any thread. */
public final class McpEngine implements AutoCloseable {
  /** For calls whose commands have ended to say so. */
  private static final long ANSWER_MILLIS = 2_000;

  private final Catalog catalog;
  private final ServerIdentity identity;
  private final EngineLimits limits;
  private final CallSlots slots;
  private final ListListeners listeners = new ListListeners();
  private final TaskStore tasks;
  private final MethodTable methods;
  private final Set<McpCall> running = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<Void> closing = new CompletableFuture<>();

  public McpEngine(Catalog catalog, ServerIdentity identity) {
    this(catalog, identity, EngineLimits.DEFAULT);
  }

  public McpEngine(Catalog catalog, ServerIdentity identity, EngineLimits limits) {
    this(catalog, identity, limits, InstantSource.system());
  }

  McpEngine(Catalog catalog, ServerIdentity identity, EngineLimits limits, InstantSource clock) {
    this.catalog = catalog;
    this.identity = identity;
    this.limits = limits;
    this.slots = new CallSlots(limits.callsPerPrincipal(), limits.callsInAll());
    this.tasks = new TaskStore(limits, clock);
    this.methods = new MethodTable(this, clock);
  }

  /**
   * Begins a conversation, which is to be closed.
   *
   * @param outlet where it says what belongs to no request
   */
  public Conversation begin(Caller caller, Outlet outlet) {
    return new Conversation(this, caller, outlet);
  }

  /** What it offers. */
  public Catalog catalog() {
    return catalog;
  }

  /**
   * Refuses what comes from now on, ends what only listens, and waits a little for calls that end
   * by themselves, as those do whose commands have been ended. Before {@link #close}, for a server
   * that goes in good order.
   */
  public void finish() throws InterruptedException {
    closing.complete(null);
    slots.awaitNone(ANSWER_MILLIS);
  }

  /**
   * Refuses what comes from now on, answers what is under way, and waits until all calls have
   * ended, up to {@link EngineLimits#closeMillis}.
   */
  @Override
  public void close() {
    closing.complete(null);
    running.forEach(
        call -> {
          if (!call.endsWithServer()) {
            call.abort(shuttingDown());
          }
        });
    tasks.failAll(shuttingDown());
    try {
      slots.awaitNone(limits.closeMillis());
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt(); // Whoever closes is told by this not to wait either.
    }
  }

  private static McpError shuttingDown() {
    return McpError.of(McpError.REFUSED, "the server is shutting down").withHttpStatus(503);
  }

  /** Begins to answer. */
  void begin(McpCall call) {
    try {
      McpMethod.Entry entry = methods.find(call);
      switch (entry.pace()) {
        case IN_ORDER -> call.run(entry.method());
        case SHORT -> start(call, entry.method(), () -> {});
        case LONG -> {
          if (!call.conversation().takeSlot()) {
            throw McpError.of(McpError.REFUSED, "too many calls at once: wait for some to end")
                .withHttpStatus(429)
                .asException();
          }
          start(call, entry.method(), call.conversation()::releaseSlot);
        }
      }
    } catch (McpException refused) {
      call.fail(refused.error());
    }
  }

  private void start(McpCall call, McpMethod method, Runnable onEnd) {
    running.add(call);
    call.start(
        method,
        () -> {
          running.remove(call);
          onEnd.run();
        });
    if (closing.isDone()) {
      call.abort(shuttingDown());
    }
  }

  ServerIdentity identity() {
    return identity;
  }

  EngineLimits limits() {
    return limits;
  }

  CallSlots slots() {
    return slots;
  }

  ListListeners listeners() {
    return listeners;
  }

  TaskStore tasks() {
    return tasks;
  }

  /** Done when the server shuts down. */
  CompletableFuture<Void> closing() {
    return closing;
  }
}
