package dev.ccexecutor.server.posix;

import dev.ccexecutor.server.posix.ProcessTable.Entry;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who belongs to a command, as the walk over /proc tells: its group, its session, whoever bears its
 * marker, and all descendants of these. A program that clears its environment, leaves its session
 * and loses its parent is not found this way; {@link AdoptedOrphans} then keeps the tree from being
 * called empty.
 *
 * @param leaderPid pid, group and session of the leader, which is unreaped as long as this is used
 * @param marker 128 random bits in hex, in the environment of the leader
 */
public record ProcessTree(int leaderPid, String marker) {
  public static final String MARKER_VARIABLE = "CC_EXECUTION_MARKER";

  /** The living members of this tree. */
  public List<Entry> livingMembers(ProcessTable table) throws IOException {
    Set<Entry> members = new HashSet<>();
    for (Entry entry : table.entries()) {
      if (isMember(entry, table)) {
        addWithDescendants(entry, table, members);
      }
    }
    return members.stream().filter(member -> !member.isDead()).toList();
  }

  private boolean isMember(Entry entry, ProcessTable table) throws IOException {
    return isOfGroupOrSession(entry)
        || (!entry.isDead() && marker.equals(table.marker(entry.pid())));
  }

  /** Whether it never left where it was started, which is known without its environment. */
  public boolean isOfGroupOrSession(Entry entry) {
    return entry.groupId() == leaderPid || entry.sessionId() == leaderPid;
  }

  private static void addWithDescendants(Entry entry, ProcessTable table, Set<Entry> members) {
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
