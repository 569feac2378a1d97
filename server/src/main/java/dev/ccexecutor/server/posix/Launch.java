package dev.ccexecutor.server.posix;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;

/**
 * What posix_spawn is called with, and what is done to the child from outside.
 *
 * @param program a path with a slash in it
 * @param request its words and variables
 * @param directory where it starts, opened O_PATH and closed with this; null for the server's own
 * @param fileLimit of open files, to be set once it runs; null if that is settled
 */
record Launch(String program, SpawnRequest request, FileDescriptor directory, FileLimit fileLimit)
    implements AutoCloseable {
  @Override
  public void close() throws IOException {
    if (directory != null) {
      directory.close();
    }
  }
}
