package dev.ccexecutor.server.posix;

/** Where Linux differs between the two kinds of processor that this server runs on. */
final class Machine {
  static final boolean IS_AARCH64 = "aarch64".equals(System.getProperty("os.arch"));

  /** {@code waitid(2)} by number: the C function hides the fifth argument, the resource usage. */
  static final long SYS_WAITID = IS_AARCH64 ? 95 : 247;

  /** {@code read(2)} by number, because LibC has syscall(2) linked already when a server starts. */
  static final long SYS_READ = IS_AARCH64 ? 63 : 0;

  static final long SYS_UMASK = IS_AARCH64 ? 166 : 95;
  static final long SYS_GETEUID = IS_AARCH64 ? 175 : 107;
  static final long SYS_PRCTL = IS_AARCH64 ? 167 : 157;
  static final long SYS_ADJTIMEX = IS_AARCH64 ? 171 : 159;
  static final long SYS_SOCKET = IS_AARCH64 ? 198 : 41;
  static final long SYS_CONNECT = IS_AARCH64 ? 203 : 42;
  static final long SYS_SOCKETPAIR = IS_AARCH64 ? 199 : 53;
  static final long SYS_FCNTL = IS_AARCH64 ? 25 : 72;
  static final long SYS_WRITE = IS_AARCH64 ? 64 : 1;
  static final long SYS_GETSOCKOPT = IS_AARCH64 ? 209 : 55;
  static final long SYS_FCHOWN = IS_AARCH64 ? 55 : 93;
  static final long SYS_SETGROUPS = IS_AARCH64 ? 159 : 116;
  static final long SYS_SETRESGID = IS_AARCH64 ? 149 : 119;
  static final long SYS_SETFSUID = IS_AARCH64 ? 151 : 122;
  static final long SYS_SETFSGID = IS_AARCH64 ? 152 : 123;

  // One number everywhere, since these came after the tables of system calls were joined.
  static final long SYS_PIDFD_SEND_SIGNAL = 424;
  static final long SYS_PIDFD_OPEN = 434;
  static final long SYS_CLOSE_RANGE = 436;
  static final long SYS_FACCESSAT2 = 439;

  // The kinds of program of elf(5): its own, and the 32-bit one that its kernel runs as well.
  private static final int ELF_OWN = IS_AARCH64 ? 183 : 62;
  private static final int ELF_32_BIT = IS_AARCH64 ? 40 : 3;

  private Machine() {}

  /**
   * Whether programs of a kind run here.
   *
   * @param elfMachine e_machine of elf(5)
   */
  static boolean runs(int elfMachine) {
    return elfMachine == ELF_OWN || elfMachine == ELF_32_BIT;
  }
}
