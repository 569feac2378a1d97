package dev.ccexecutor.server.posix;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.file.Files;

/** Children run as the server's own user. */
final class LaunchAsServer implements Launcher {
  private final FileLimit fileLimit;

  LaunchAsServer(FileLimit fileLimit) {
    this.fileLimit = fileLimit;
  }

  @Override
  public void begin() {
    // The spawner's thread is what it has to be.
  }

  @Override
  public Launch prepare(SpawnRequest request) throws PosixException {
    // A bad directory and a missing program are both ENOENT to posix_spawn: opening the directory
    // first tells them apart.
    FileDescriptor directory =
        request.workingDirectory() == null
            ? null
            : Descriptors.openDirectory(request.workingDirectory());
    try {
      request.guard().checkDirectory(directory, request.workingDirectory());
      String program =
          request.guard().program() == null
              ? ProgramSearch.resolve(request.argv().getFirst(), request, Files::isExecutable)
              : request.guard().program();
      return new Launch(
          program, request, directory, request.limits().openFiles() == null ? fileLimit : null);
    } catch (PosixException | RuntimeException | Error e) {
      closeAfter(e, directory);
      throw e;
    }
  }

  static void closeAfter(Throwable failure, FileDescriptor directory) {
    try {
      if (directory != null) {
        directory.close();
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public void handOver(ChildEnds ends) {
    // They are the child's already.
  }
}
