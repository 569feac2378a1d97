package dev.ccexecutor.server.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A file system of its own, that is soon full. Only where this process may mount (root). */
public final class SmallDisk implements AutoCloseable {
  private final Path directory;

  private SmallDisk(Path directory) {
    this.directory = directory;
  }

  /** Mounts one; the test is skipped where that isn't permitted. */
  public static SmallDisk mount(Path directory, int kibibytes) throws IOException {
    int exitCode =
        run("mount", "-t", "tmpfs", "-o", "size=" + kibibytes + "k", "none", directory.toString());
    Assumptions.assumeTrue(exitCode == 0, "mounting a tmpfs is not permitted here");
    return new SmallDisk(directory);
  }

  public Path directory() {
    return directory;
  }

  @Override
  public void close() throws IOException {
    if (run("umount", directory.toString()) != 0
        && run("umount", "-l", directory.toString()) != 0) {
      throw new IOException("a tmpfs is still mounted at " + directory);
    }
  }

  private static int run(String... words) throws IOException {
    Process process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!process.waitFor(Deadline.DEFAULT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(words[0] + " does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return process.exitValue();
  }
}
