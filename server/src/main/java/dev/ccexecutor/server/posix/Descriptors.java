package dev.ccexecutor.server.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.netty.channel.unix.Errors.NativeIoException;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** File descriptors: opening, pipes, modes. Whoever gets one owns it and closes it once. */
final class Descriptors {
  static final int O_RDONLY = 0;
  static final int O_WRONLY = 1;
  static final int O_RDWR = 2;
  static final int O_NOCTTY = 0x100;
  private static final int O_DIRECTORY = 0x10000;
  private static final int O_DIRECTORY_AARCH64 = 0x4000;
  private static final int O_CLOEXEC = 0x80000;
  static final int READ_ONLY = O_RDONLY | O_CLOEXEC;
  static final int O_PATH = 0x200000;
  static final int O_NONBLOCK = 0x800;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int F_DUPFD_CLOEXEC = 1030;

  private static final long UNCHANGED = -1;
  private static final RawCall FCHOWN = new RawCall("fchown", Machine.SYS_FCHOWN);

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

  /** Writes a short text to a file of the kernel's, by one write(2). */
  static void writeText(String path, String text) throws PosixException {
    FileDescriptor file = open(path, O_WRONLY);
    try {
      try {
        writeText(file, text);
      } finally {
        file.close();
      }
    } catch (NativeIoException e) {
      throw new PosixException("write", -e.expectedErr(), path);
    } catch (IOException e) {
      throw new PosixException("write", Errno.EINVAL, path);
    }
  }

  /** The same to one that is open, and stays the caller's. */
  static void writeText(FileDescriptor file, String text) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      MemorySegment content = arena.allocate(bytes.length);
      content.copyFrom(MemorySegment.ofArray(bytes));
      file.writeAddress(content.address(), 0, bytes.length);
    }
  }

  static Pipe pipe() throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = LibC.captureErrno(arena);
      MemorySegment ends = arena.allocate(JAVA_INT, 2);
      if ((int) ChildLibC.PIPE2.invokeExact(errno, ends, O_CLOEXEC) < 0) {
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

  /** Gives the file to a user; its group stays. */
  static void setOwner(FileDescriptor fd, int uid) throws PosixException {
    FCHOWN.make(fd.intValue(), uid, UNCHANGED, 0);
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
