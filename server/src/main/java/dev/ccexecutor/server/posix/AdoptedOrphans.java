package dev.ccexecutor.server.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Processes whose parents are gone and that became ours, because this server is the subreaper of
 * all it starts (PR_SET_CHILD_SUBREAPER, prctl(2)).
 *
 * <p>The kernel hangs them on the process's first thread, while what we spawn hangs on the
 * spawner's thread; so that thread's list of children is exactly the orphans. Once a leader has
 * ended, everything that lives of its tree descends from one of them: where none lives, every ended
 * tree is proven empty by one short read.
 */
public final class AdoptedOrphans implements AutoCloseable {
  private static final int PR_SET_CHILD_SUBREAPER = 36;
  private static final long P_PID = 1;
  private static final long WNOHANG = 1;
  private static final long WEXITED = 4;
  private static final long SIGINFO_BYTES = 128;
  private static final int CERTAINTY_TRIES = 10;

  /** How many of these are open: all servers of this process adopt together. */
  private static int adopting;

  private final String children;
  private boolean closed;

  private AdoptedOrphans(String children) {
    this.children = children;
  }

  /** Makes this process the subreaper of all its descendants, until this is closed. */
  public static AdoptedOrphans adopt() throws PosixException {
    long self = ProcessHandle.current().pid();
    String children = "/proc/self/task/" + self + "/children";
    if (!Files.isReadable(Path.of(children))) {
      throw new PosixException("open", Errno.ENOENT, children);
    }
    synchronized (AdoptedOrphans.class) {
      makeSubreaper(true);
      adopting++;
    }
    return new AdoptedOrphans(children);
  }

  /**
   * Has no more of them: whoever is orphaned from here on would stay a zombie, since nobody reaps.
   * Those who live by now stay this process's. Repeated calls do nothing.
   */
  @Override
  public void close() throws IOException {
    synchronized (AdoptedOrphans.class) {
      if (closed) {
        return;
      }
      closed = true;
      if (--adopting == 0) {
        makeSubreaper(false);
      }
    }
    reapDead();
  }

  private static void makeSubreaper(boolean wanted) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = LibC.captureErrno(arena);
      if ((int) LibC.PRCTL.invokeExact(errno, PR_SET_CHILD_SUBREAPER, wanted ? 1L : 0L) != 0) {
        throw new PosixException("prctl(PR_SET_CHILD_SUBREAPER)", LibC.errno(errno));
      }
    } catch (PosixException e) {
      throw e;
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }

  /** True if there are none, dead or alive. Any thread. */
  public boolean areNone() throws IOException {
    return list().isEmpty();
  }

  /**
   * Reaps those that have ended.
   *
   * <p>For one thread only: a zombie of ours can't be reaped by anyone else, so between seeing it
   * and reaping it its pid can't have become another child's, whose exit status would be stolen.
   */
  public void reapDead() throws IOException {
    listAndReap();
  }

  /**
   * Reaps those that have ended and tells who lives, with certainty: whoever lived when the list
   * was read is in it or descends from one who is.
   *
   * <p>Its members are looked at one after the other, and a process that forks and exits hands its
   * place to its child all the time. So a list counts only if everyone in it was still alive when
   * looked at.
   *
   * @return nothing if that did not come about within a few tries
   */
  public Optional<List<ProcessTable.Entry>> reapDeadAndListLiving() throws IOException {
    for (int tries = 0; tries < CERTAINTY_TRIES; tries++) {
      List<ProcessTable.Entry> listed = listAndReap();
      if (listed.stream().noneMatch(ProcessTable.Entry::isDead)) {
        return Optional.of(listed);
      }
    }
    return Optional.empty();
  }

  private List<ProcessTable.Entry> listAndReap() throws IOException {
    List<ProcessTable.Entry> listed = new ArrayList<>();
    for (int pid : pids()) {
      ProcessTable.Entry entry = ProcessTable.read(pid);
      if (entry != null) {
        listed.add(entry);
        if (entry.isDead()) {
          reap(pid);
        }
      }
    }
    return listed;
  }

  /** Of all of them, dead or alive, at this moment. Any thread. */
  public List<Integer> pids() throws IOException {
    return parse(list());
  }

  private String list() throws IOException {
    String list = KernelFile.textUnlessGone(children);
    if (list == null) {
      throw new IOException("the list of adopted orphans can't be read");
    }
    return list;
  }

  /** What proc(5) lists as children. */
  static List<Integer> parse(String list) {
    List<Integer> pids = new ArrayList<>();
    for (String pid : list.isBlank() ? new String[0] : list.trim().split(" ")) {
      pids.add(Integer.parseInt(pid));
    }
    return pids;
  }

  private static void reap(int pid) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = LibC.captureErrno(arena);
      MemorySegment info = arena.allocate(SIGINFO_BYTES, 8);
      long ignored =
          (long)
              LibC.SYSCALL.invokeExact(
                  errno,
                  Machine.SYS_WAITID,
                  P_PID,
                  (long) pid,
                  info,
                  WEXITED | WNOHANG,
                  MemorySegment.NULL);
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }
}
