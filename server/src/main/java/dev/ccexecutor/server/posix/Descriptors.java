package dev.ccexecutor.server.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.netty.channel.unix.FileDescriptor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** File descriptors: opening, pipes, modes. Whoever gets one owns it and closes it once. */
final class Descriptors {
  static final int O_RDWR = 2;
  static final int O_NOCTTY = 0x100;
  private static final int O_DIRECTORY = 0x10000;
  private static final int O_DIRECTORY_AARCH64 = 0x4000;
  private static final int O_CLOEXEC = 0x80000;
  private static final int O_PATH = 0x200000;
  private static final int O_NONBLOCK = 0x800;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int F_DUPFD_CLOEXEC = 1030;

  private Descriptors() {}

  /** Both ends of a pipe, close-on-exec, in blocking mode. */
  record Pipe(FileDescriptor readEnd, FileDescriptor writeEnd) {}

  static FileDescriptor openDirectory(String path) throws PosixException {
    return open(path, O_PATH | directoryFlag());
  }

  static FileDescriptor open(String path, int flags) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = LibC.captureErrno(arena);
      int fd = (int) LibC.OPEN.invokeExact(errno, arena.allocateFrom(path), flags | O_CLOEXEC, 0);
      if (fd < 0) {
        throw new PosixException("open", LibC.errno(errno), path);
      }
      return new FileDescriptor(fd);
    } catch (PosixException e) {
      throw e;
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }

  static Pipe pipe() throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = LibC.captureErrno(arena);
      MemorySegment ends = arena.allocate(JAVA_INT, 2);
      if ((int) LibC.PIPE2.invokeExact(errno, ends, O_CLOEXEC) < 0) {
        throw new PosixException("pipe2", LibC.errno(errno));
      }
      return new Pipe(
          new FileDescriptor(ends.getAtIndex(JAVA_INT, 0)),
          new FileDescriptor(ends.getAtIndex(JAVA_INT, 1)));
    } catch (PosixException e) {
      throw e;
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }

  /**
   * Reads and writes of this end no longer wait. The mode belongs to the open file description
   * (fcntl(2)), and a pipe's ends have one each, so the child's end stays as children expect it.
   */
  static void makeNonBlocking(FileDescriptor fd) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = LibC.captureErrno(arena);
      int flags = (int) LibC.FCNTL.invokeExact(errno, fd.intValue(), F_GETFL, 0);
      if (flags < 0
          || (int) LibC.FCNTL.invokeExact(errno, fd.intValue(), F_SETFL, flags | O_NONBLOCK) < 0) {
        throw new PosixException("fcntl", LibC.errno(errno));
      }
    } catch (PosixException e) {
      throw e;
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }

  /** A second descriptor of the same open file description, close-on-exec. */
  static FileDescriptor duplicate(FileDescriptor fd) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = LibC.captureErrno(arena);
      int second = (int) LibC.FCNTL.invokeExact(errno, fd.intValue(), F_DUPFD_CLOEXEC, 0);
      if (second < 0) {
        throw new PosixException("fcntl(F_DUPFD_CLOEXEC)", LibC.errno(errno));
      }
      return new FileDescriptor(second);
    } catch (PosixException e) {
      throw e;
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }

  private static int directoryFlag() {
    return Machine.IS_AARCH64 ? O_DIRECTORY_AARCH64 : O_DIRECTORY;
  }
}
