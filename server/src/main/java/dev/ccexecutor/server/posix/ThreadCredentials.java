package dev.ccexecutor.server.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * What the kernel keeps for each thread by itself, and children have from the thread that spawns
 * them (credentials(7), capabilities(7)). All of it is about the calling thread alone.
 */
final class ThreadCredentials {
  private static final long PR_SET_NO_NEW_PRIVS = 38;
  private static final long PR_CAP_AMBIENT = 47;
  private static final long PR_CAP_AMBIENT_CLEAR_ALL = 4;
  private static final long UNCHANGED = -1;

  private static final RawCall PRCTL = new RawCall("prctl", Machine.SYS_PRCTL);
  private static final RawCall SETGROUPS = new RawCall("setgroups", Machine.SYS_SETGROUPS);
  private static final RawCall SETRESGID = new RawCall("setresgid", Machine.SYS_SETRESGID);
  private static final RawCall SETFSUID = new RawCall("setfsuid", Machine.SYS_SETFSUID);
  private static final RawCall SETFSGID = new RawCall("setfsgid", Machine.SYS_SETFSGID);

  private ThreadCredentials() {}

  /** For good: no exec of it, or of a child, gains anything by set-user-ID bits or the like. */
  static void forbidNewPrivileges() throws PosixException {
    PRCTL.make(PR_SET_NO_NEW_PRIVS, 1);
  }

  /** A service manager may have given some to this server, for a low port say. */
  static void dropAmbientCapabilities() throws PosixException {
    PRCTL.make(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL);
  }

  static void setGroups(List<Integer> groups) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment list = arena.allocate(JAVA_INT, Math.max(1, groups.size()));
      for (int i = 0; i < groups.size(); i++) {
        list.setAtIndex(JAVA_INT, i, groups.get(i));
      }
      SETGROUPS.make(groups.size(), list.address());
    }
  }

  static void setRealGroup(int gid) throws PosixException {
    SETRESGID.make(gid, UNCHANGED, UNCHANGED, 0);
  }

  /**
   * Whose files the thread may use. No one may signal it for that, as would be with any other of
   * its user ids (kill(2)).
   *
   * @throws PosixException EPERM if it has stayed another's
   */
  static void setFileSystemUser(int uid, int gid) throws PosixException {
    set(SETFSGID, gid);
    set(SETFSUID, uid);
  }

  /** These return what was before, whether they have changed it or not (setfsuid(2)). */
  private static void set(RawCall call, int id) throws PosixException {
    call.make(id, 0);
    if ((int) call.make(UNCHANGED, 0) != id) {
      throw new PosixException(call.name(), Errno.EPERM);
    }
  }
}
