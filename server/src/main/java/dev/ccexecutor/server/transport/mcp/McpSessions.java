package dev.ccexecutor.server.transport.mcp;

import dev.ccexecutor.server.mcp.engine.McpEngine;
import dev.ccexecutor.server.mcp.feature.Caller;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The sessions of the era before, whose clients often go without a word. A session is its
 * principal's: for anybody else there is none of that id. Where there would be too many, the one
 * that was left alone for longest makes room. Any thread; held for the time of a look into a table.
 */
public final class McpSessions {
  /** After so long without a request a session ends. */
  static final long IDLE_NANOS = TimeUnit.HOURS.toNanos(1);

  private static final int ID_BYTES = 24;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final McpEngine engine;
  private final Bounds bounds;
  private final EventMemory memory;
  private final LongSupplier nanoClock;
  private final Map<String, McpSession> all = new LinkedHashMap<>();

  /**
   * How much there may be.
   *
   * @param sessions in all
   * @param sessionsPerPrincipal of one
   * @param eventBytes of all, for clients that come back
   */
  public record Bounds(int sessions, int sessionsPerPrincipal, long eventBytes) {}

  /**
   * @param nanoClock as {@link System#nanoTime}
   */
  public McpSessions(McpEngine engine, Bounds bounds, LongSupplier nanoClock) {
    this.engine = engine;
    this.bounds = bounds;
    this.memory = new EventMemory(bounds.eventBytes());
    this.nanoClock = nanoClock;
  }

  /** Empty if there are as many as may be, and all of them are in use. */
  Optional<McpSession> open(Caller caller) {
    List<McpSession> displaced = new ArrayList<>();
    McpSession opened = null;
    synchronized (this) {
      boolean room =
          makeRoom(of(caller.principal()), bounds.sessionsPerPrincipal(), displaced)
              && makeRoom(all.values(), bounds.sessions(), displaced);
      if (room) {
        opened = new McpSession(newId(), caller, engine, memory, nanoClock);
        all.put(opened.id(), opened);
      }
    }
    displaced.forEach(McpSession::close);
    return Optional.ofNullable(opened);
  }

  private List<McpSession> of(String principal) {
    return all.values().stream().filter(each -> each.principal().equals(principal)).toList();
  }

  private boolean makeRoom(Collection<McpSession> among, int most, List<McpSession> displaced) {
    if (among.size() < most) {
      return true;
    }
    Optional<McpSession> eldest =
        among.stream()
            .filter(each -> each.idleSinceNanos().isPresent())
            .max(Comparator.comparingLong(this::idleNanos));
    eldest.ifPresent(
        session -> {
          all.remove(session.id());
          displaced.add(session);
        });
    return eldest.isPresent();
  }

  private long idleNanos(McpSession session) {
    return session.idleSinceNanos().map(since -> nanoClock.getAsLong() - since).orElse(0L);
  }

  private static String newId() {
    byte[] random = new byte[ID_BYTES];
    RANDOM.nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /** Empty also if it is somebody else's. */
  synchronized Optional<McpSession> find(String id, String principal) {
    return Optional.ofNullable(all.get(id)).filter(found -> found.principal().equals(principal));
  }

  void end(McpSession session) {
    synchronized (this) {
      all.remove(session.id());
    }
    session.close();
  }

  /** Ends those that nobody has used for long. To be called every now and then. */
  public void endIdle() {
    endAll(session -> idleNanos(session) > IDLE_NANOS);
  }

  /** Ends those of principals that are not known any more. */
  public void endUnless(Predicate<String> isKnownPrincipal) {
    endAll(session -> !isKnownPrincipal.test(session.principal()));
  }

  /** Ends all. */
  public void close() {
    endAll(session -> true);
  }

  private void endAll(Predicate<McpSession> which) {
    List<McpSession> ending;
    synchronized (this) {
      ending = all.values().stream().filter(which).toList();
      ending.forEach(each -> all.remove(each.id()));
    }
    ending.forEach(McpSession::close);
  }

  public synchronized int count() {
    return all.size();
  }

  /** What is kept for clients that come back. */
  public long eventBytes() {
    return memory.usedBytes();
  }
}
