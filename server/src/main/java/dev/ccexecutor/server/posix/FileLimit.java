package dev.ccexecutor.server.posix;

/**
 * The limit of open files (RLIMIT_NOFILE, getrlimit(2)): high for this server, as found at start
 * for its children, since programs that close every possible descriptor take seconds under a high
 * one.
 */
public final class FileLimit {
  private final ResourceLimit.Bounds found;

  private FileLimit(ResourceLimit.Bounds found) {
    this.found = found;
  }

  private static FileLimit atStart;

  /**
   * Remembers the limit that this process was started with, then raises its own as far as it may.
   */
  public static synchronized FileLimit raiseOwn() throws PosixException {
    if (atStart != null) {
      return atStart;
    }
    FileLimit limit = new FileLimit(ResourceLimit.NOFILE.own());
    ResourceLimit.NOFILE.setOwn(new ResourceLimit.Bounds(limit.found.hard(), limit.found.hard()));
    atStart = limit;
    return limit;
  }

  /** Null where children have the right one anyway. */
  ResourceLimit.Bounds bounds() {
    return found.soft() == found.hard() ? null : found;
  }

  /** A child that has ended meanwhile needs none. */
  void applyTo(int pid) throws PosixException {
    if (bounds() == null) {
      return;
    }
    try {
      ResourceLimit.NOFILE.set(pid, found);
    } catch (PosixException e) {
      if (e.errno() != Errno.ESRCH) {
        throw e;
      }
    }
  }
}
