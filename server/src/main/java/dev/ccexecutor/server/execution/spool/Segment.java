package dev.ccexecutor.server.execution.spool;

import dev.ccexecutor.protocol.execution.StreamType;
import java.nio.file.Path;

/** A file with bytes of a stream. How many of them count is its users' to know. */
final class Segment {
  private final Path directory;
  private final SpoolLayout.DataFile name;

  /** Null while nobody writes or reads it. Written on the spool thread. */
  private volatile OpenFile open;

  Segment(Path directory, SpoolLayout.DataFile name) {
    this.directory = directory;
    this.name = name;
  }

  StreamType stream() {
    return name.stream();
  }

  /** Offset of the first byte. */
  long from() {
    return name.from();
  }

  SpoolLayout.DataFile name() {
    return name;
  }

  Path path() {
    return directory.resolve(name.name());
  }

  Path checksumsPath() {
    return directory.resolve(name.checksumsName());
  }

  void opened(OpenFile file) {
    open = file;
  }

  /**
   * The file if it is open, with a use of it that is the caller's to end; else null. Any thread.
   */
  OpenFile useIfOpen() {
    OpenFile file = open;
    return file != null && file.tryUse() ? file : null;
  }

  /** Gives up the opener's use. On the spool thread. */
  void close() {
    OpenFile file = open;
    if (file != null) {
      open = null;
      file.endUse();
    }
  }
}
