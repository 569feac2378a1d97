package dev.ccexecutor.server.posix;

/** Where Linux differs between the two kinds of processor that this server runs on. */
final class Machine {
  static final boolean IS_AARCH64 = "aarch64".equals(System.getProperty("os.arch"));

  /** {@code waitid(2)} by number: the C function hides the fifth argument, the resource usage. */
  static final long SYS_WAITID = IS_AARCH64 ? 95 : 247;

  /** {@code read(2)} by number, because LibC has syscall(2) linked already when a server starts. */
  static final long SYS_READ = IS_AARCH64 ? 63 : 0;

  // One number everywhere, since these came after the tables of system calls were joined.
  static final long SYS_PIDFD_SEND_SIGNAL = 424;
  static final long SYS_PIDFD_OPEN = 434;

  private Machine() {}
}
