package dev.ccexecutor.server.posix;

import static dev.ccexecutor.server.posix.LibC.direct;
import static dev.ccexecutor.server.posix.LibC.errno;
import static dev.ccexecutor.server.posix.LibC.variadic;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.invoke.MethodHandle;

/**
 * The part of {@link LibC}'s table that only children need. The spawner's thread links it as soon
 * as the server listens.
 */
final class ChildLibC {
  // posix_spawn(3) and its attributes: these return the error number.
  static final MethodHandle POSIX_SPAWN =
      direct("posix_spawn", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  static final MethodHandle SPAWNATTR_INIT = direct("posix_spawnattr_init", JAVA_INT, ADDRESS);
  static final MethodHandle SPAWNATTR_SETFLAGS =
      direct("posix_spawnattr_setflags", JAVA_INT, ADDRESS, JAVA_SHORT);
  static final MethodHandle SPAWNATTR_SETSIGMASK =
      direct("posix_spawnattr_setsigmask", JAVA_INT, ADDRESS, ADDRESS);
  static final MethodHandle SPAWNATTR_SETSIGDEFAULT =
      direct("posix_spawnattr_setsigdefault", JAVA_INT, ADDRESS, ADDRESS);
  static final MethodHandle FILE_ACTIONS_INIT =
      direct("posix_spawn_file_actions_init", JAVA_INT, ADDRESS);
  static final MethodHandle FILE_ACTIONS_DESTROY =
      direct("posix_spawn_file_actions_destroy", JAVA_INT, ADDRESS);
  static final MethodHandle FILE_ACTIONS_ADDDUP2 =
      direct("posix_spawn_file_actions_adddup2", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  static final MethodHandle FILE_ACTIONS_ADDOPEN =
      direct(
          "posix_spawn_file_actions_addopen",
          JAVA_INT,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          JAVA_INT,
          JAVA_INT);
  static final MethodHandle FILE_ACTIONS_ADDFCHDIR =
      direct("posix_spawn_file_actions_addfchdir_np", JAVA_INT, ADDRESS, JAVA_INT);
  static final MethodHandle FILE_ACTIONS_ADDCLOSEFROM =
      direct("posix_spawn_file_actions_addclosefrom_np", JAVA_INT, ADDRESS, JAVA_INT);

  static final MethodHandle SYSCONF = direct("sysconf", JAVA_LONG, JAVA_INT);

  // These set errno.
  static final MethodHandle PIPE2 = errno("pipe2", JAVA_INT, ADDRESS, JAVA_INT);
  static final MethodHandle IOCTL = variadic("ioctl", 2, JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
  static final MethodHandle KILL = errno("kill", JAVA_INT, JAVA_INT, JAVA_INT);
  static final MethodHandle SETPRIORITY =
      errno("setpriority", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  static final MethodHandle MKFIFO = errno("mkfifo", JAVA_INT, ADDRESS, JAVA_INT);

  private ChildLibC() {}

  /** Links all of them, if that has not been done yet. */
  static void link() {
    // To call this is to have the class initialized.
  }
}
