package dev.ccexecutor.server.posix;

import dev.ccexecutor.server.posix.ProcessTable.Entry;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who belongs to a command: its cgroup, if it has one; its group, its session, whoever bears its
 * marker, all descendants of these, and whoever was one of these when it was seen before. A program
 * that clears its environment, leaves its session and loses its parent between two looks is not
 * found without a cgroup; {@link AdoptedOrphans} then keeps the tree from being called empty.
 *
 * <p>What was seen is written by whoever looks, which is one thread for all trees.
 */
public final class ProcessTree {
  public static final String MARKER_VARIABLE = "CC_EXECUTION_MARKER";

  /** What clients call it, which a child is told and log lines bear. */
  public static final String ID_VARIABLE = "CC_EXECUTION_ID";

  private final int leaderPid;
  private final String marker;
  private final String executionId;
  private final long spawnedTicks;
  private volatile ControlGroup group;
  private volatile long containedTicks = Long.MAX_VALUE;
  private Set<ProcessName> seen = Set.of();

  /**
   * A tree of which nothing was seen yet.
   *
   * @param leaderPid pid, group and session of the leader, which is unreaped as long as this is
   *     used
   * @param marker 128 random bits in hex, in the environment of the leader; empty for none
   * @param executionId what it is called in the log; null for what is no execution
   * @param spawnedTicks a time before the leader was started, by the {@link BootClock}
   */
  ProcessTree(int leaderPid, String marker, String executionId, long spawnedTicks) {
    this.leaderPid = leaderPid;
    this.marker = marker;
    this.executionId = executionId;
    this.spawnedTicks = spawnedTicks;
  }

  public int leaderPid() {
    return leaderPid;
  }

  String marker() {
    return marker;
  }

  /** What it is called in the log; null for what is no execution. */
  public String executionId() {
    return executionId;
  }

  /** The name of its cgroup, whether it has one or not; a journal's reader can tell it too. */
  public String groupName() {
    return ControlGroups.name(leaderPid, marker);
  }

  /** Its cgroup, or null where there is none, or none yet. Any thread. */
  public ControlGroup group() {
    return group;
  }

  @RunsOn(ThreadRole.CONTAINMENT)
  void contain(ControlGroup itsGroup) {
    group = itsGroup;
  }

  /** Nobody of it is outside its cgroup from now on. */
  @RunsOn(ThreadRole.CONTAINMENT)
  void allAreContained() {
    containedTicks = BootClock.ticks();
  }

  /**
   * Whether a process outside its cgroup may be of this tree, by the time at which it was started:
   * since the leader was, and before all that it forks was in the cgroup.
   */
  public boolean mayHaveStarted(Entry stranger) {
    return stranger.startTicks() >= spawnedTicks && stranger.startTicks() <= containedTicks;
  }

  /** The living members of this tree. */
  public List<Entry> livingMembers(ProcessTable table) throws IOException {
    Set<Entry> members = new HashSet<>();
    for (Entry entry : table.entries()) {
      if (isMember(entry, table)) {
        addWithDescendants(entry, table, members);
      }
    }
    ControlGroup current = group;
    if (current != null) {
      addContained(current, table, members);
    }
    List<Entry> living = members.stream().filter(member -> !member.isDead()).toList();
    seen = namesOf(living);
    return living;
  }

  private static Set<ProcessName> namesOf(Collection<Entry> entries) {
    Set<ProcessName> names = HashSet.newHashSet(entries.size());
    entries.forEach(entry -> names.add(entry.name()));
    return names;
  }

  /** Whoever is in the cgroup and not yet in the table was born after that was read. */
  private static void addContained(ControlGroup group, ProcessTable table, Set<Entry> members)
      throws IOException {
    for (int pid : group.pids()) {
      Entry entry = table.entry(pid);
      if (entry == null) {
        entry = ProcessTable.read(pid);
      }
      if (entry != null) {
        members.add(entry);
      }
    }
  }

  private boolean isMember(Entry entry, ProcessTable table) throws IOException {
    return isOfGroupOrSession(entry)
        || (!entry.isDead() && (seen.contains(entry.name()) || bearsMarker(entry, table)));
  }

  /**
   * Whoever was forked before the leader was is not asked: to read an environment costs as much as
   * all else that is read of a process, and most are older than any command.
   */
  private boolean bearsMarker(Entry entry, ProcessTable table) throws IOException {
    return entry.startTicks() >= spawnedTicks && isOurs(table.marker(entry.pid()));
  }

  /** Whether a marker is this tree's. */
  public boolean isOurs(String otherMarker) {
    return !marker.isEmpty() && marker.equals(otherMarker);
  }

  /** Whether it never left where it was started, which is known without its environment. */
  public boolean isOfGroupOrSession(Entry entry) {
    return entry.groupId() == leaderPid || entry.sessionId() == leaderPid;
  }

  /** Adds a process and all that descends from it. */
  public static void addWithDescendants(Entry entry, ProcessTable table, Set<Entry> members) {
    Deque<Entry> toVisit = new ArrayDeque<>(List.of(entry));
    while (!toVisit.isEmpty()) {
      Entry next = toVisit.pop();
      if (members.add(next)) {
        table.children(next.pid()).forEach(toVisit::push);
      }
    }
  }

  /**
   * Signals those members that a signal to the group does not reach.
   *
   * @param members from {@link #livingMembers}
   */
  public void signalOutsideGroup(List<Entry> members, int... signals) throws IOException {
    for (Entry member : members) {
      if (member.groupId() != leaderPid) {
        signal(member, signals);
      }
    }
  }

  /** Signals these members one by one, each only if it still is the process that was seen. */
  public static void signalEach(List<Entry> members, int... signals) throws IOException {
    for (Entry member : members) {
      signal(member, signals);
    }
  }

  /** A set-user-ID program may not be ours to signal; the others still are. */
  private static void signal(Entry member, int... signals) throws IOException {
    try {
      PidfdSignal.send(member, signals);
    } catch (PosixException e) {
      if (e.errno() != Errno.EPERM) {
        throw e;
      }
    }
  }
}
