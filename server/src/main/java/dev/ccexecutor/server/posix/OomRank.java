package dev.ccexecutor.server.posix;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * How soon the kernel takes a process when memory runs out (proc_pid_oom_score_adj(5)). Children
 * inherit it, so whoever was forked before its parent was ranked is ranked after it.
 */
final class OomRank {
  /** More that a child has started between its exec and now are left alone. */
  private static final int MOST_FORKED_EARLY = 256;

  /** A program that gains privileges by its exec stays protected, and is not waited for. */
  private static final long MOST_NANOS_IN_EXEC = 50_000_000;

  private static final long LOOK_AGAIN_NANOS = 50_000;

  private OomRank() {}

  /**
   * Ranks a child that has not come to its exec, if that can be done. It shares this server's
   * memory, and so the protection of that ({@link ServerProcess}): none but root may open its file
   * yet.
   */
  static void setAtGate(int pid, int oomScoreAdj) throws PosixException {
    if (Files.isWritable(Path.of(file(pid)))) {
      set(pid, oomScoreAdj);
    }
  }

  /**
   * In the middle of its exec, when posix_spawn has returned already, a child has new memory that
   * is still as protected as this server's; but for root, to whom it makes no difference.
   */
  private static void setOnceShown(int child, int oomScoreAdj) throws PosixException {
    long deadline = System.nanoTime() + MOST_NANOS_IN_EXEC;
    while (true) {
      try {
        set(child, oomScoreAdj);
        return;
      } catch (PosixException e) {
        if (e.errno() == Errno.EACCES && hasEnded(child)) {
          return; // A zombie's files are root's (proc(5)), and it needs no rank.
        }
        if (e.errno() != Errno.EACCES || System.nanoTime() - deadline >= 0) {
          throw e;
        }
        LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      }
    }
  }

  private static boolean hasEnded(int child) {
    try {
      ProcessTable.Entry entry = ProcessTable.read(child);
      return entry == null || entry.isDead();
    } catch (IOException unreadable) {
      return false; // Whoever asks looks again, and tells it in the end.
    }
  }

  private static void set(int pid, int oomScoreAdj) throws PosixException {
    Descriptors.writeText(file(pid), Integer.toString(oomScoreAdj));
  }

  /** Ranks a child of ours that runs already, which nobody reaps meanwhile, and what it started. */
  static void setWithDescendants(int child, int oomScoreAdj) throws IOException {
    setOnceShown(child, oomScoreAdj);
    Deque<Integer> parents = new ArrayDeque<>(List.of(child));
    for (int seen = 0; !parents.isEmpty() && seen < MOST_FORKED_EARLY; seen++) {
      int parent = parents.pop();
      for (int descendant : children(parent)) {
        if (setIfChildOf(parent, descendant, oomScoreAdj)) {
          parents.push(descendant);
        }
      }
    }
  }

  /**
   * The file is opened before the parent is looked at, and stays that one process's: if the pid
   * went to a stranger meanwhile, either the parent is another one or the write fails.
   *
   * @return whether it was ranked; what was ranked before, by inheritance, has ranked children
   */
  private static boolean setIfChildOf(int parent, int pid, int oomScoreAdj) throws IOException {
    FileDescriptor file;
    try {
      file = Descriptors.open(file(pid), Descriptors.O_RDWR);
    } catch (PosixException e) {
      return false; // It is gone, or no longer this user's to rank.
    }
    try {
      ProcessTable.Entry entry = ProcessTable.read(pid);
      boolean isMeant = entry != null && entry.parentPid() == parent && !entry.isDead();
      return isMeant && rankOf(pid) != oomScoreAdj && write(file, oomScoreAdj);
    } finally {
      file.close();
    }
  }

  private static int rankOf(int pid) throws IOException {
    String rank = KernelFile.textUnlessGone(file(pid));
    return rank == null ? 0 : Integer.parseInt(rank.trim());
  }

  private static boolean write(FileDescriptor file, int oomScoreAdj) {
    try {
      Descriptors.writeText(file, Integer.toString(oomScoreAdj));
      return true;
    } catch (IOException e) {
      return false; // It has ended meanwhile.
    }
  }

  private static List<Integer> children(int pid) throws IOException {
    String list = KernelFile.textUnlessGone("/proc/" + pid + "/task/" + pid + "/children");
    return list == null ? List.of() : AdoptedOrphans.parse(list);
  }

  private static String file(int pid) {
    return "/proc/" + pid + "/oom_score_adj";
  }
}
