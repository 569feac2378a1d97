package dev.ccexecutor.server.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Tells when files have changed, by looking again and again: what notifications would miss, such as
 * links that are pointed elsewhere two folders up, a look does not. A change counts once two looks
 * in a row have seen the same, so that a file which is being written is not read half. Blocks for a
 * few system calls. For one thread.
 */
public final class WatchedFiles {
  private final List<Path> files;
  private List<Map<String, Object>> accepted;
  private List<Map<String, Object>> seen;

  /** The files as they are now count as known; read them after this. */
  public WatchedFiles(List<Path> files) {
    this.files = List.copyOf(files);
    accepted = look();
    seen = accepted;
  }

  /** Whether there is a change that was not told yet. */
  public boolean haveChanged() {
    List<Map<String, Object>> now = look();
    boolean settled = now.equals(seen);
    seen = now;
    if (!settled || now.equals(accepted)) {
      return false;
    }
    accepted = now;
    return true;
  }

  private List<Map<String, Object>> look() {
    return files.stream().map(WatchedFiles::marks).toList();
  }

  private static Map<String, Object> marks(Path file) {
    try {
      return Files.readAttributes(file, "unix:dev,ino,size,lastModifiedTime,ctime");
    } catch (IOException missing) {
      return Map.of("failure", missing.toString()); // Whoever reads it tells what is wrong.
    }
  }
}
