package dev.ccexecutor.server.posix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Brings a process that has just been started, and whoever it has forked meanwhile, into its
 * cgroup.
 *
 * <p>Its children are members from the moment it is one itself, so only those from before have to
 * be looked for: until a pass finds nobody outside.
 *
 * <p><b>Why a pid is enough here:</b> the kernel hands pids out in turn (pid_max in proc(5)), so
 * between the reading of one and its use it would have to come round within microseconds.
 */
final class RoundUp {
  private static final int MAX_PASSES = 100;

  /** The entries of other trees wait for this one, and so may their pauses. */
  private static final long MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final ProcessTree tree;
  private final ControlGroup group;
  private final Containment containment;
  private final AdoptedOrphans orphans;
  private final Set<ProcessName> seenDead = new HashSet<>();
  private boolean certain;

  RoundUp(ProcessTree tree, ControlGroup group, Containment containment, AdoptedOrphans orphans) {
    this.tree = tree;
    this.group = group;
    this.containment = containment;
    this.orphans = orphans;
  }

  /**
   * Once the leader is in, if it lives.
   *
   * @return false if it is not certain that nobody is outside, after many passes or some time
   */
  boolean complete() throws IOException {
    long begunNanos = System.nanoTime();
    for (int pass = 0; pass < MAX_PASSES && System.nanoTime() - begunNanos < MAX_NANOS; pass++) {
      certain = true;
      List<Integer> strays = strays();
      if (strays.isEmpty() && certain) {
        return true;
      }
      for (int pid : strays) {
        group.admit(pid);
      }
    }
    return false;
  }

  /** Of a tree of one, the usual case, this costs three short reads. */
  private List<Integer> strays() throws IOException {
    List<Integer> related = new ArrayList<>();
    for (int member : group.pids()) {
      addDescendants(member, related); // Those that it forked before it was moved itself.
    }
    for (int orphan : orphans.pids()) {
      if (isOurs(orphan)) {
        related.add(orphan);
        addDescendants(orphan, related);
      }
    }
    return related.isEmpty() ? related : livingOutside(related);
  }

  /** One that has died since it was listed may have left its place to a child. */
  private List<Integer> livingOutside(List<Integer> related) throws IOException {
    Set<Integer> inside = group.pids();
    List<Integer> outside = new ArrayList<>();
    for (int pid : related) {
      if (!inside.contains(pid) && isAlive(pid)) {
        outside.add(pid);
      }
    }
    return outside;
  }

  /**
   * Its parent has gone before it could be moved. One that dies while it is looked at may have left
   * its place to a child that is not in the list, and one that is in its exec shows no marker: then
   * only another pass can tell.
   */
  private boolean isOurs(int orphan) throws IOException {
    ProcessTable.Entry entry = ProcessTable.read(orphan);
    if (!isAlive(entry)) {
      return false;
    }
    String marker = ProcessTable.readMarker(entry);
    if (tree.isOfGroupOrSession(entry) || tree.isOurs(marker)) {
      return true;
    }
    if (!marker.isEmpty() || containment.holds(orphan) || !tree.mayHaveStarted(entry)) {
      return false;
    }
    boolean onlyOurs = containment.canOnlyBeOf(tree, entry);
    certain &= onlyOurs;
    return onlyOurs;
  }

  /** Where it is dead that is certain only if it was so in an earlier pass. */
  private boolean isAlive(int pid) throws IOException {
    return isAlive(ProcessTable.read(pid));
  }

  private boolean isAlive(ProcessTable.Entry entry) {
    boolean alive = entry != null && !entry.isDead();
    certain &= alive || (entry != null && !seenDead.add(entry.name()));
    return alive;
  }

  private static void addDescendants(int pid, List<Integer> descendants) throws IOException {
    for (int child : children(pid)) {
      descendants.add(child);
      addDescendants(child, descendants);
    }
  }

  /** Each thread has a list of those that it forked (proc(5), /proc/PID/task/TID/children). */
  private static List<Integer> children(int pid) throws IOException {
    List<Integer> children = new ArrayList<>();
    String[] threads = Path.of("/proc/" + pid + "/task").toFile().list();
    for (String thread : threads == null ? new String[0] : threads) {
      byte[] list = ProcessTable.readUnlessGone(pid, "task/" + thread + "/children");
      if (list != null) {
        children.addAll(AdoptedOrphans.parse(new String(list, StandardCharsets.ISO_8859_1)));
      }
    }
    return children;
  }
}
