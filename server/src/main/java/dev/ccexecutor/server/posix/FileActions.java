package dev.ccexecutor.server.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What a child does with descriptors between its fork and its exec, in this order
 * (posix_spawn_file_actions_init(3)).
 */
final class FileActions implements AutoCloseable {
  private static final long STRUCTURE_BYTES = 80;

  private final Arena arena;
  private final MemorySegment actions;

  /** Its memory goes with the arena; what the C library allocates goes with {@link #close}. */
  FileActions(Arena arena) throws PosixException {
    this.arena = arena;
    this.actions = arena.allocate(STRUCTURE_BYTES, 16);
    try {
      check((int) ChildLibC.FILE_ACTIONS_INIT.invokeExact(actions), "init");
    } catch (PosixException e) {
      throw e;
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }

  MemorySegment address() {
    return actions;
  }

  void changeDirectory(int directory) throws PosixException {
    try {
      check((int) ChildLibC.FILE_ACTIONS_ADDFCHDIR.invokeExact(actions, directory), "addfchdir");
    } catch (PosixException e) {
      throw e;
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }

  /** Makes {@code target} another name of {@code source}, without close-on-exec. */
  void duplicate(int source, int target) throws PosixException {
    try {
      check((int) ChildLibC.FILE_ACTIONS_ADDDUP2.invokeExact(actions, source, target), "adddup2");
    } catch (PosixException e) {
      throw e;
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }

  void open(int target, String path, int flags) throws PosixException {
    try {
      MemorySegment name = arena.allocateFrom(path);
      check(
          (int) ChildLibC.FILE_ACTIONS_ADDOPEN.invokeExact(actions, target, name, flags, 0),
          "addopen");
    } catch (PosixException e) {
      throw e;
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }

  void closeFrom(int first) throws PosixException {
    try {
      check((int) ChildLibC.FILE_ACTIONS_ADDCLOSEFROM.invokeExact(actions, first), "addclosefrom");
    } catch (PosixException e) {
      throw e;
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }

  @Override
  public void close() throws PosixException {
    try {
      check((int) ChildLibC.FILE_ACTIONS_DESTROY.invokeExact(actions), "destroy");
    } catch (PosixException e) {
      throw e;
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }

  private static void check(int error, String call) throws PosixException {
    if (error != 0) {
      throw new PosixException("posix_spawn_file_actions_" + call, error);
    }
  }
}
