package dev.ccexecutor.server.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/**
 * Reads what the kernel makes up as it is read: files of {@code /proc} and of cgroups, which have
 * no size. With an open, one read for as much as there mostly is, one that finds the end, and a
 * close it costs half of what {@code Files} makes of it, and a look at all processes has hundreds.
 *
 * <p>Any thread.
 */
final class KernelFile {
  /** The whole of almost every one; the kernel gives at most a page at once of many. */
  private static final int BUFFER_BYTES = 4096;

  /** These say that this server has too little of something, and nothing about the file. */
  private static final Set<Integer> WANTS = Set.of(Errno.ENFILE, Errno.EMFILE, Errno.ENOMEM);

  private KernelFile() {}

  /**
   * What it says, or null if it can't be read for a reason that lies with its process or cgroup: it
   * is gone, another user's, or the kernel's own.
   *
   * @throws PosixException if it can't be read for want of descriptors or memory, which says
   *     nothing about whether it is there
   */
  static byte[] readUnlessGone(String path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = LibC.captureErrno(arena);
      int fd = open(path, arena, errno);
      if (fd < 0) {
        return nothingUnlessWanting(path, LibC.errno(errno));
      }
      FileDescriptor file = new FileDescriptor(fd);
      try {
        return readAll(file, path, arena, errno);
      } finally {
        file.close();
      }
    }
  }

  /** The same as text, one byte a character. */
  static String textUnlessGone(String path) throws IOException {
    byte[] content = readUnlessGone(path);
    return content == null ? null : new String(content, StandardCharsets.ISO_8859_1);
  }

  private static int open(String path, Arena arena, MemorySegment errno) {
    MemorySegment name = arena.allocateFrom(path);
    try {
      return (int) LibC.OPEN.invokeExact(errno, name, Descriptors.READ_ONLY, 0);
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }

  private static byte[] readAll(FileDescriptor file, String path, Arena arena, MemorySegment errno)
      throws IOException {
    MemorySegment buffer = arena.allocate(BUFFER_BYTES);
    byte[] content = new byte[0];
    while (true) {
      int count = read(file, buffer, errno);
      if (count < 0 && LibC.errno(errno) != Errno.EINTR) {
        return nothingUnlessWanting(path, LibC.errno(errno));
      }
      if (count == 0) {
        return content;
      }
      if (count > 0) {
        content = append(content, buffer, count);
      }
    }
  }

  private static int read(FileDescriptor file, MemorySegment buffer, MemorySegment errno) {
    try {
      return (int)
          (long)
              LibC.SYSCALL.invokeExact(
                  errno,
                  Machine.SYS_READ,
                  (long) file.intValue(),
                  buffer.address(),
                  MemorySegment.ofAddress(buffer.byteSize()),
                  0L,
                  MemorySegment.NULL);
    } catch (Throwable t) {
      throw LibC.unexpected(t);
    }
  }

  private static byte[] append(byte[] content, MemorySegment buffer, int count) {
    byte[] longer = Arrays.copyOf(content, content.length + count);
    MemorySegment.copy(buffer, JAVA_BYTE, 0, longer, content.length, count);
    return longer;
  }

  private static byte[] nothingUnlessWanting(String path, int errno) throws PosixException {
    if (WANTS.contains(errno)) {
      throw new PosixException("read", errno, path);
    }
    return null;
  }
}
