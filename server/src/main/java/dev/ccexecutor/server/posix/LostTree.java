package dev.ccexecutor.server.posix;

import dev.ccexecutor.server.posix.ProcessTable.Entry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What may be left of a command whose server was killed. Unlike with {@link ProcessTree}, nobody
 * has kept the leader's pid from being given to a stranger.
 *
 * <p>So it is the marker, 128 random bits, that proves a member, never a number. The leader's
 * session counts only where a proven member is in it: a number is not given away while a session
 * has it (the kernel's struct pid stays until its last user is gone). And it doesn't count if a
 * process of that number lives that has started at another time than the leader.
 *
 * @param leaderPid pid, group and session of the leader; 0 if it is not known
 * @param leaderStartTicks its start time; -1 if it is not known
 * @param controlGroup what was made for this tree alone; null if there is none
 */
public record LostTree(
    String marker, int leaderPid, long leaderStartTicks, ControlGroup controlGroup) {

  /**
   * The living members, as far as anything proves them.
   *
   * @param seenBefore what the look before this one has found: once its parent has gone, nothing
   *     else may tell of one that has cleared its environment
   */
  public List<Entry> livingMembers(ProcessTable table, Collection<Entry> seenBefore)
      throws IOException {
    List<Entry> proven = proven(table);
    for (Entry seen : seenBefore) {
      Entry now = table.entry(seen.pid());
      if (now != null && now.startTicks() == seen.startTicks()) {
        proven.add(now);
      }
    }
    Set<Entry> members = new HashSet<>();
    for (Entry entry : proven) {
      ProcessTree.addWithDescendants(entry, table, members);
    }
    if (leaderNumberIsUnspent(table) && proven.stream().anyMatch(this::isInSession)) {
      for (Entry entry : table.entries()) {
        if (isInSession(entry)) {
          ProcessTree.addWithDescendants(entry, table, members);
        }
      }
    }
    return members.stream().filter(member -> !member.isDead()).toList();
  }

  private List<Entry> proven(ProcessTable table) throws IOException {
    Set<Integer> inControlGroup = controlGroup == null ? Set.of() : controlGroup.pids();
    List<Entry> proven = new ArrayList<>();
    for (Entry entry : table.entries()) {
      if (!entry.isDead()
          && (marker.equals(table.marker(entry.pid())) || inControlGroup.contains(entry.pid()))) {
        proven.add(entry);
      }
    }
    return proven;
  }

  private boolean leaderNumberIsUnspent(ProcessTable table) {
    Entry holder = table.entry(leaderPid);
    return leaderPid > 0 && (holder == null || holder.startTicks() == leaderStartTicks);
  }

  /** The leader's group is within it (setpgid(2)). */
  private boolean isInSession(Entry entry) {
    return entry.sessionId() == leaderPid;
  }
}
