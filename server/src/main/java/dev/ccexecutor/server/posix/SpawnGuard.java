package dev.ccexecutor.server.posix;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What must hold at the moment of the spawn, for whatever was found out before may have changed
 * since.
 *
 * @param program the file that is run, whatever name argv gives it; null to look that up
 * @param programs what may be run, each under its path; must still be the files that they were
 * @param directories real paths, within one of which the child must start; none for no bound
 */
public record SpawnGuard(String program, List<ExpectedProgram> programs, List<Path> directories) {
  public static final SpawnGuard NONE = new SpawnGuard(null, List.of(), List.of());

  public SpawnGuard {
    programs = List.copyOf(programs);
    directories = List.copyOf(directories);
  }

  /** A path, and the file that it must lead to. */
  public record ExpectedProgram(Path path, Path realPath) {
    private boolean holds() {
      try {
        return path.toRealPath().equals(realPath);
      } catch (IOException e) {
        return false; // What is no longer there is not what it was.
      }
    }
  }

  /** To be asked last, since a link may be given another target at any time. */
  void checkPrograms() throws SpawnRefusedException {
    for (ExpectedProgram expected : programs) {
      if (!expected.holds()) {
        throw new SpawnRefusedException(
            SpawnRefusedException.Culprit.PROGRAM, expected.path().toString());
      }
    }
  }

  /**
   * Looks at the directory itself that the child will enter, and not at its name, which may lead
   * elsewhere by now.
   *
   * @param opened null for the server's own
   * @param asked as the client has called it; null if it has not
   */
  void checkDirectory(FileDescriptor opened, String asked) throws SpawnRefusedException {
    if (directories.isEmpty()) {
      return;
    }
    Path real = opened == null ? null : realPath(opened);
    if (real == null || directories.stream().noneMatch(real::startsWith)) {
      throw new SpawnRefusedException(SpawnRefusedException.Culprit.DIRECTORY, asked);
    }
  }

  /** As the kernel has it (proc_pid_fd(5)); null if it can't tell. */
  private static Path realPath(FileDescriptor directory) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/" + directory.intValue()));
    } catch (IOException e) {
      return null; // Whoever calls this refuses then.
    }
  }
}
