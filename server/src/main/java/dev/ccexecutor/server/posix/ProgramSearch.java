package dev.ccexecutor.server.posix;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Finds a program as execvp(3) would, but along the child's {@code PATH}: posix_spawnp(3) searches
 * the server's.
 */
final class ProgramSearch {
  /** Whether whoever the child runs as may execute a file. */
  interface Access {
    boolean mayExecute(Path file) throws PosixException;
  }

  private ProgramSearch() {}

  /**
   * @return a path with a slash in it
   * @throws PosixException ENOENT if there is no such program, EACCES if there is one that may not
   *     be run
   */
  static String resolve(String program, SpawnRequest request, Access access) throws PosixException {
    if (program.indexOf('/') >= 0) {
      return program; // The kernel resolves it, after the change of directory.
    }
    boolean found = false;
    for (String directory : request.environment().getOrDefault("PATH", "").split(":", -1)) {
      Path candidate = base(request).resolve(directory).resolve(program);
      if (Files.isRegularFile(candidate)) {
        if (access.mayExecute(candidate)) {
          return candidate.toString();
        }
        found = true;
      }
    }
    throw new PosixException("posix_spawn", found ? Errno.EACCES : Errno.ENOENT, program);
  }

  private static Path base(SpawnRequest request) {
    String directory = request.workingDirectory();
    return Path.of(directory == null ? "" : directory).toAbsolutePath();
  }
}
