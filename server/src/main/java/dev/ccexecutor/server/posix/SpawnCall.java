package dev.ccexecutor.server.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.netty.channel.unix.FileDescriptor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.concurrent.locks.LockSupport;

/**
 * One call of posix_spawn(3): attributes, file actions, strings. Everything it allocates goes with
 * its arena.
 */
final class SpawnCall {
  private static final long ATTRIBUTES_BYTES = 336;
  private static final long SIGNAL_SET_BYTES = 128;
  private static final short POSIX_SPAWN_SETSIGDEF = 0x04;
  private static final short POSIX_SPAWN_SETSIGMASK = 0x08;
  private static final short POSIX_SPAWN_SETSID = 0x80;
  private static final int FIRST_FD_TO_CLOSE = 3;

  private static final int TEXT_BUSY_TRIES = 10;
  private static final long TEXT_BUSY_WAIT_NANOS = 1_000_000;

  private final Arena arena;
  private final SpawnGate gate;
  private final MemorySegment attributes;

  /**
   * @param gate to put the child under its limits ahead of its exec; null to let it run at once
   */
  SpawnCall(Arena arena, SpawnGate gate) {
    this.arena = arena;
    this.gate = gate;
    this.attributes = arena.allocate(ATTRIBUTES_BYTES, 16);
  }

  /**
   * @return the pid, which is its group's and session's id too
   */
  int start(Launch launch, ChildEnds ends) throws PosixException {
    try {
      prepareAttributes();
      try (FileActions actions = new FileActions(arena)) {
        addActions(actions, launch.directory(), ends);
        return spawn(launch.program(), launch.request(), actions);
      }
    } catch (PosixException e) {
      throw e;
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }

  /**
   * Java's threads block SIGQUIT and a server under nohup ignores SIGHUP: the child starts with
   * neither.
   */
  private void prepareAttributes() throws Throwable {
    check((int) ChildLibC.SPAWNATTR_INIT.invokeExact(attributes), "attr_init");
    short flags = (short) (POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    check((int) ChildLibC.SPAWNATTR_SETFLAGS.invokeExact(attributes, flags), "attr_setflags");
    MemorySegment none = arena.allocate(SIGNAL_SET_BYTES, 8);
    check((int) ChildLibC.SPAWNATTR_SETSIGMASK.invokeExact(attributes, none), "attr_setsigmask");
    // Raw ones, since sigfillset(3) leaves out the two signals that glibc keeps for itself.
    MemorySegment all = arena.allocate(SIGNAL_SET_BYTES, 8).fill((byte) 0xff);
    check(
        (int) ChildLibC.SPAWNATTR_SETSIGDEFAULT.invokeExact(attributes, all), "attr_setsigdefault");
  }

  private void addActions(FileActions actions, FileDescriptor directory, ChildEnds ends)
      throws PosixException {
    if (directory != null) {
      actions.changeDirectory(directory.intValue());
    }
    ends.giveTo(actions);
    if (gate != null) {
      gate.holdBack(actions);
    }
    // Not everything the JVM opens is close-on-exec: its jars and Netty's listeners are not.
    actions.closeFrom(FIRST_FD_TO_CLOSE);
  }

  private int spawn(String program, SpawnRequest request, FileActions actions) throws Throwable {
    MemorySegment pid = arena.allocate(JAVA_INT);
    MemorySegment path = arena.allocateFrom(program);
    MemorySegment argv = strings(request.argv());
    MemorySegment envp =
        strings(
            request.environment().entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList());
    for (int tries = 1; ; tries++) {
      int error =
          gate == null
              ? (int)
                  ChildLibC.POSIX_SPAWN.invokeExact(
                      pid, path, actions.address(), attributes, argv, envp)
              : spawnHeldBack(request.limits(), pid, path, actions, argv, envp);
      if (error == 0) {
        return pid.get(JAVA_INT, 0);
      }
      if (error != Errno.ETXTBSY || tries == TEXT_BUSY_TRIES) {
        throw new PosixException("posix_spawn", error, program);
      }
      // Some process still holds the program open for writing, often a child of ours between fork
      // and exec that
      // inherited the descriptor. Nothing tells when it is closed (execve(2)), so it is tried
      // again.
      LockSupport.parkNanos(TEXT_BUSY_WAIT_NANOS);
    }
  }

  private int spawnHeldBack(
      ResourceLimits limits,
      MemorySegment pid,
      MemorySegment path,
      FileActions actions,
      MemorySegment argv,
      MemorySegment envp)
      throws Throwable {
    int error;
    SpawnGate.Attendance attendance = gate.attend(limits::applyTo);
    try {
      error =
          (int)
              ChildLibC.POSIX_SPAWN.invokeExact(
                  pid, path, actions.address(), attributes, argv, envp);
    } finally {
      attendance.end();
    }
    if (error == 0 && attendance.failure() != null) {
      UnheldChild.killAndReap(pid.get(JAVA_INT, 0));
      throw attendance.failure();
    }
    return error;
  }

  private MemorySegment strings(Collection<String> values) {
    MemorySegment array = arena.allocate(ADDRESS, values.size() + 1L);
    long index = 0;
    for (String value : values) {
      array.setAtIndex(ADDRESS, index++, arena.allocateFrom(value, StandardCharsets.UTF_8));
    }
    array.setAtIndex(ADDRESS, index, MemorySegment.NULL);
    return array;
  }

  private static void check(int error, String call) throws PosixException {
    if (error != 0) {
      throw new PosixException("posix_spawn_" + call, error);
    }
  }
}
