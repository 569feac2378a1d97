package dev.ccexecutor.server.session;

import dev.ccexecutor.server.execution.ExecutionRegistry;
import io.netty.channel.Channel;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** All sessions, and the bound on their number. Any thread. */
public final class Sessions {
  private final Set<Session> open = ConcurrentHashMap.newKeySet();
  private final Set<Channel> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger count = new AtomicInteger();
  private final CompletableFuture<Void> noneLeft = new CompletableFuture<>();
  private final ExecutionRegistry registry;
  private final int maxSessions;
  private volatile boolean goingAway;

  public Sessions(ExecutionRegistry registry, int maxSessions) {
    this.registry = registry;
    this.maxSessions = maxSessions;
  }

  /**
   * Begins a session on a connection, on its event loop; nothing if there are as many as there may
   * be.
   */
  public Optional<Session> open(
      Channel channel, Session.ConnectionCloser closer, Session.Terms terms) {
    if (count.incrementAndGet() > maxSessions) {
      count.decrementAndGet();
      return Optional.empty();
    }
    Session session = new Session(SessionIdentity.random(), channel, closer, registry, terms);
    open.add(session);
    connections.add(channel);
    channel.closeFuture().addListener(closed -> disconnected(channel));
    return Optional.of(session);
  }

  /** Ends a session, on its event loop. */
  public void close(Session session) {
    if (open.remove(session)) {
      session.close();
      count.decrementAndGet();
    }
  }

  /** Later than the session's end: until now its last messages may have been under way. */
  private void disconnected(Channel channel) {
    connections.remove(channel);
    completeIfNoneLeft();
  }

  private void completeIfNoneLeft() {
    if (goingAway && connections.isEmpty()) {
      noneLeft.complete(null);
    }
  }

  /**
   * Closes each session once it was handed what its executions have to tell; the future ends when
   * no connection is left.
   */
  public CompletableFuture<Void> goAway() {
    goingAway = true;
    completeIfNoneLeft();
    forEach(Session::goAway);
    return noneLeft;
  }

  public int activeCount() {
    return count.get();
  }

  public int maxSessions() {
    return maxSessions;
  }

  /** Does something to each session, on its event loop. */
  public void forEach(Consumer<Session> action) {
    for (Session session : open) {
      session.executor().execute(() -> action.accept(session));
    }
  }
}
