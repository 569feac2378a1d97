package dev.ccexecutor.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A tree of so many sleeping processes that ignore TERM: a leader, half of the others in its group,
 * half in sessions of their own. Whoever made it knows all its members beforehand.
 */
final class TreeUnderTest implements AutoCloseable {
  private static final String PROGRAM = "sleep";
  private static final String SCRIPT =
      """
      trap '' TERM
      i=1
      while [ $i -lt "$1" ]; do
        if [ $((i % 2)) = 0 ]; then setsid sleep 3600 & else sleep 3600 & fi
        i=$((i + 1))
      done
      exec sleep 3600\
      """;
  private static final long PATIENCE_NANOS = 20_000_000_000L;
  private static final long LOOK_NANOS = 500_000;

  private final List<TreeMember> members;
  private final FrozenGroup group;

  private TreeUnderTest(List<TreeMember> members, FrozenGroup group) {
    this.members = members;
    this.group = group;
  }

  static List<String> command(int processes) {
    return List.of("/bin/sh", "-c", SCRIPT, "sh", Integer.toString(processes));
  }

  /** Waits until all members run what they shall run, in the sessions in which they shall. */
  static TreeUnderTest await(int leader, int processes) throws IOException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    List<Integer> pids = readyPids(leader);
    while (pids.size() < processes) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("only these of %d started: %s".formatted(processes, pids));
      }
      LockSupport.parkNanos(LOOK_NANOS);
      pids = readyPids(leader);
    }
    List<TreeMember> members = new ArrayList<>();
    for (int pid : pids) {
      members.add(new TreeMember(pid));
    }
    return new TreeUnderTest(members, new FrozenGroup(leader));
  }

  /** The program's name comes with exec, and exec after setsid. */
  private static List<Integer> readyPids(int leader) throws IOException {
    Path children = Path.of("/proc/%d/task/%d/children".formatted(leader, leader));
    String listed = Files.readString(children).trim();
    return Stream.concat(
            Stream.of(leader),
            Stream.of(listed.split(" ")).filter(pid -> !pid.isEmpty()).map(Integer::valueOf))
        .filter(TreeUnderTest::isReady)
        .toList();
  }

  private static boolean isReady(int pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/comm")).trim().equals(PROGRAM);
    } catch (IOException e) {
      throw new IllegalStateException("a member of the tree has gone", e);
    }
  }

  List<TreeMember> members() {
    return members;
  }

  /** Whether the kernel says of all members at once that they are frozen. */
  boolean isFrozen() {
    return group.isFrozen();
  }

  @Override
  public void close() throws IOException {
    group.close();
    for (TreeMember member : members) {
      member.close();
    }
  }
}
