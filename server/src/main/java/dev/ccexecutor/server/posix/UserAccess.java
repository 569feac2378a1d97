package dev.ccexecutor.server.posix;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What another user would meet who enters a directory and executes a program there. Asked by a
 * thread that uses files as that user ({@link ThreadCredentials#setFileSystemUser}).
 */
final class UserAccess {
  private static final long AT_FDCWD = -100;
  private static final long X_OK = 1;
  private static final long AT_EACCESS = 0x200;

  /** The kernel reads no more of a file's first line (execve(2)). */
  private static final int HEAD_BYTES = 256;

  private static final String INTERPRETED = "#!";

  private static final RawCall FACCESSAT2 = new RawCall("faccessat2", Machine.SYS_FACCESSAT2);

  private UserAccess() {}

  /** Opens a directory that the user may be in. */
  static FileDescriptor enter(String path) throws PosixException {
    FileDescriptor directory = Descriptors.openDirectory(path);
    int errno = errnoOfExecuting(path);
    if (errno != 0) {
      PosixException failure = new PosixException("chdir", errno, path);
      LaunchAsServer.closeAfter(failure, directory);
      throw failure;
    }
    return directory;
  }

  static boolean mayExecute(Path file) throws PosixException {
    return errnoOfExecuting(file.toString()) == 0;
  }

  /**
   * Refuses what execve(2) would refuse, as far as that can be known from outside. A program that
   * may be executed but not read can't be looked into.
   *
   * @param path absolute
   * @param shown as the error names it
   */
  static void requireProgram(Path path, String shown) throws PosixException {
    int errno = errnoOfExecuting(path.toString());
    if (errno == 0 && !Files.isRegularFile(path)) {
      errno = Errno.EACCES;
    }
    if (errno == 0 && mayRead(path)) {
      errno = errnoOfContent(path);
    }
    if (errno != 0) {
      throw new PosixException("execve", errno, shown);
    }
  }

  private static int errnoOfContent(Path path) throws PosixException {
    byte[] head = head(path);
    String text = new String(head, StandardCharsets.UTF_8);
    if (text.startsWith(INTERPRETED)) {
      String line = text.lines().findFirst().orElseThrow().substring(INTERPRETED.length()).strip();
      String interpreter = line.split("[ \t]", 2)[0];
      return errnoOfExecuting(interpreter);
    }
    // Whoever executes it for us would have a shell read what the kernel does not know (execvp(3)).
    return ElfHeader.canBeLoaded(head, path.toFile().length()) ? 0 : Errno.ENOEXEC;
  }

  private static boolean mayRead(Path path) {
    try {
      Descriptors.open(path.toString(), Descriptors.O_RDONLY | Descriptors.O_NONBLOCK).close();
      return true;
    } catch (IOException e) {
      return false; // Which does not keep anybody from executing it.
    }
  }

  private static byte[] head(Path path) throws PosixException {
    try (var content = Files.newInputStream(path)) {
      return content.readNBytes(HEAD_BYTES);
    } catch (IOException e) {
      throw new PosixException("execve", Errno.EIO, path.toString());
    }
  }

  /** 0 if the user may execute it, or be in it if it is a directory. */
  private static int errnoOfExecuting(String path) {
    try (Arena arena = Arena.ofConfined()) {
      long name = arena.allocateFrom(path).address();
      FACCESSAT2.make(AT_FDCWD, name, X_OK, AT_EACCESS);
      return 0;
    } catch (PosixException e) {
      return e.errno();
    }
  }
}
