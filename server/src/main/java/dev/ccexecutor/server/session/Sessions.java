package dev.ccexecutor.server.session;

import dev.ccexecutor.protocol.execution.SessionResumeParams;
import dev.ccexecutor.protocol.execution.SessionResumeResult;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.server.execution.ExecutionRegistry;
import dev.ccexecutor.server.execution.KnownExecution;
import dev.ccexecutor.server.security.Principal;
import dev.ccexecutor.server.session.output.SentBytes;
import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** All sessions, and the bound on their number. Any thread. */
public final class Sessions {
  /**
   * Of executions that were told to their end a session that is resumed gets no more than these.
   */
  private static final int MAX_RESUMED_DELIVERED = 64;

  /** The open ones, and those that were and are still waiting for what they will own. */
  private final Map<String, Session> byId = new ConcurrentHashMap<>();

  private final Set<Channel> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger count = new AtomicInteger();
  private final CompletableFuture<Void> noneLeft = new CompletableFuture<>();
  private final ExecutionRegistry registry;
  private final RequestMemory requestMemory;

  /** One for each event loop. */
  private final Map<EventExecutor, SentBytes> sentBytes = new ConcurrentHashMap<>();

  private final int maxSessions;
  private volatile boolean goingAway;

  /**
   * @param requestBytes that the requests of all may hold until they are answered
   */
  public Sessions(ExecutionRegistry registry, int maxSessions, long requestBytes) {
    this.registry = registry;
    this.requestMemory = new RequestMemory(requestBytes);
    this.maxSessions = maxSessions;
  }

  /**
   * Begins a session on a connection, on its event loop; nothing if there are as many as there may
   * be.
   */
  public Optional<Session> open(
      Channel channel, Session.ConnectionCloser closer, Session.Terms terms) {
    if (!terms.isThisServer() && count.incrementAndGet() > maxSessions) {
      count.decrementAndGet();
      return Optional.empty();
    }
    Session session =
        new Session(
            SessionIdentity.random(terms.principal()),
            channel,
            closer,
            registry,
            requestMemory,
            sentBytes.computeIfAbsent(channel.eventLoop(), loop -> new SentBytes()),
            terms);
    byId.put(session.id(), session);
    connections.add(channel);
    channel.closeFuture().addListener(closed -> disconnected(channel));
    return Optional.of(session);
  }

  /** Ends a session, on its event loop. */
  public void close(Session session) {
    if (!session.isClosed()) {
      session.close();
      if (!session.isOfThisServer()) {
        count.decrementAndGet();
      }
      session.subscriptions().pending().settled().thenRun(() -> byId.remove(session.id(), session));
    }
  }

  /**
   * Takes another session's executions over to this one.
   *
   * @throws JsonRpcException if it can't be, or not by this one
   */
  public CompletableFuture<SessionResumeResult> resume(Session by, SessionResumeParams params)
      throws JsonRpcException {
    return new SessionResumption(by, this, params).begin();
  }

  /**
   * Of a session of this principal's that is open, or has a claim to something. Another's is none,
   * whatever token is shown.
   */
  Optional<SessionIdentity> identity(Principal principal, String sessionId) {
    Session session = byId.get(sessionId);
    return session == null
        ? identityOfClaim(principal, sessionId)
        : Optional.of(session.identity()).filter(one -> one.principal().equals(principal));
  }

  private Optional<SessionIdentity> identityOfClaim(Principal principal, String sessionId) {
    return allClaimed(principal)
        .filter(one -> one.claim().identity().sessionId().equals(sessionId))
        .filter(ClaimedExecution::mayBeResumed)
        .map(one -> one.claim().identity())
        .findFirst();
  }

  /**
   * What a session has a claim to, in the order of the requests: all that was not told to its end,
   * and the newest of what was.
   */
  List<ClaimedExecution> claimed(SessionIdentity identity) {
    List<ClaimedExecution> claimed =
        allClaimed(identity.principal())
            .filter(one -> one.claim().identity() == identity)
            .filter(ClaimedExecution::mayBeResumed)
            .toList();
    Set<ClaimedExecution> old =
        claimed.stream()
            .filter(one -> one.claim().isDelivered())
            .sorted(ClaimedExecution.NEWEST_FIRST)
            .skip(MAX_RESUMED_DELIVERED)
            .collect(Collectors.toSet());
    return claimed.stream().filter(one -> !old.contains(one)).toList();
  }

  private Stream<ClaimedExecution> allClaimed(Principal principal) {
    Iterable<KnownExecution> known = () -> registry.visibleTo(principal).after(0);
    return StreamSupport.stream(known.spliterator(), false)
        .flatMap(one -> ClaimedExecution.of(one.execution()).stream());
  }

  /**
   * Spends a session's token, once, for one that has not itself been resumed: so no two can wait
   * for each other.
   */
  synchronized boolean spend(SessionIdentity former, SessionIdentity by) {
    boolean may = !former.isSpent() && !by.isSpent();
    former.setSpent(former.isSpent() || may);
    return may;
  }

  /** The token holds again. */
  synchronized void restore(SessionIdentity former) {
    former.setSpent(false);
  }

  /**
   * Closes a session's connection, if it is still open.
   *
   * @return the session, once nothing is under way by which it would come to own more
   */
  CompletableFuture<Optional<Session>> surrender(SessionIdentity former) {
    Session session = byId.get(former.sessionId());
    if (session == null) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return CompletableFuture.supplyAsync(session::surrender, session.executor())
        .thenCompose(settled -> settled)
        .thenApply(settled -> Optional.of(session));
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

  /**
   * Counts the requests of a connection that is no session, and what they hold among those of all.
   *
   * @param mostEach requests at one time
   * @param mostBytes that they may hold
   */
  public RequestsInFlight requestsInFlight(int mostEach, long mostBytes) {
    return new RequestsInFlight(mostEach, mostBytes, requestMemory);
  }

  /** What the clients of each event loop were sent. */
  public Collection<SentBytes> sentBytes() {
    return Collections.unmodifiableCollection(sentBytes.values());
  }

  /** What requests of all hold until they are answered. */
  public long requestBytes() {
    return requestMemory.heldBytes();
  }

  public int activeCount() {
    return count.get();
  }

  public int maxSessions() {
    return maxSessions;
  }

  /** Does something to each session, on its event loop. */
  public void forEach(Consumer<Session> action) {
    for (Session session : byId.values()) {
      session.executor().execute(() -> action.accept(session));
    }
  }
}
