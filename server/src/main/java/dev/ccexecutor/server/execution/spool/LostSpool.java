package dev.ccexecutor.server.execution.spool;

import dev.ccexecutor.protocol.execution.StreamRange;
import dev.ccexecutor.protocol.execution.StreamTotals;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.execution.spool.Manifest.FileEntry;
import dev.ccexecutor.server.execution.spool.Manifest.MissingRange;
import dev.ccexecutor.server.execution.spool.SpoolFiles.Listed;
import dev.ccexecutor.server.execution.spool.SpoolLayout.DataFile;
import dev.ccexecutor.server.logging.LogKeys;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Seals what a server has left that died: each file is cut behind its last good block. Blocks. */
final class LostSpool {
  private static final Logger log = LoggerFactory.getLogger(LostSpool.class);

  private final Path directory;
  private final Manifest running;
  private final List<FileEntry> files = new ArrayList<>();
  private Instant lastSign = Instant.EPOCH;

  private LostSpool(Path directory, Manifest running) {
    this.directory = directory;
    this.running = running;
  }

  /**
   * Seals it.
   *
   * @param running what its manifest said
   * @return what it says now; or would, were there room to write it, which the next start tries
   *     again
   * @throws IOException if it can't be read
   */
  static Manifest seal(Path directory, Manifest running) throws IOException {
    LostSpool lost = new LostSpool(directory, running);
    lost.checkFiles();
    Manifest sealed = lost.manifest();
    try {
      ManifestFile.replace(directory, ManifestFile.render(sealed), true);
    } catch (IOException e) {
      log.atError()
          .addKeyValue(LogKeys.EXECUTION_ID, running.execution().executionId())
          .addKeyValue("directory", directory)
          .setCause(e)
          .log("output that a dead server has left is good, and can't be sealed");
    }
    return sealed;
  }

  private void checkFiles() throws IOException {
    List<Listed> listed = SpoolFiles.list(directory);
    for (Listed file : listed) {
      Instant written = file.attributes().lastModifiedTime().toInstant();
      lastSign = written.isAfter(lastSign) ? written : lastSign;
    }
    List<DataFile> names =
        listed.stream()
            .filter(file -> file.attributes().isRegularFile())
            .map(file -> DataFile.ofName(file.name()))
            .flatMap(Optional::stream)
            .sorted(Comparator.comparing(DataFile::stream).thenComparingLong(DataFile::from))
            .toList();
    for (DataFile name : names) {
      check(name);
    }
    deleteOrphans(listed);
  }

  /** The server died between deleting the one file of a segment and the other. */
  private static void deleteOrphans(List<Listed> listed) throws IOException {
    for (Listed file : listed) {
      String data = SpoolLayout.dataNameOfChecksums(file.name());
      if (data != null && listed.stream().noneMatch(other -> other.name().equals(data))) {
        Files.delete(file.path());
      }
    }
  }

  private void check(DataFile name) throws IOException {
    Path data = directory.resolve(name.name());
    Path checksums = directory.resolve(name.checksumsName());
    if (!Files.isRegularFile(checksums, LinkOption.NOFOLLOW_LINKS)) {
      Files.delete(data); // The server died between making the one and the other.
      return;
    }
    BlockCheck check = BlockCheck.of(directory, name);
    if (check.damage() != null) {
      log.atWarn()
          .addKeyValue(LogKeys.EXECUTION_ID, running.execution().executionId())
          .addKeyValue("file", data)
          .addKeyValue("good_bytes", check.goodBytes())
          .addKeyValue("cut_bytes", Files.size(data) - check.goodBytes())
          .log("output that a dead server has left is damaged: {}", check.damage());
    }
    if (check.goodBytes() == 0) {
      Files.delete(data);
      Files.delete(checksums);
      return;
    }
    cut(data, check.goodBytes());
    cut(checksums, check.goodChecksumsBytes());
    add(name, check);
  }

  private void add(DataFile name, BlockCheck check) {
    files.add(
        new FileEntry(
            name.name(),
            check.goodBytes(),
            check.digest().sha256(),
            name.stream(),
            name.from(),
            check.digest().crc32c()));
    files.add(
        new FileEntry(
            name.checksumsName(),
            check.goodChecksumsBytes(),
            check.checksumsDigest().sha256(),
            null,
            null,
            null));
  }

  private static void cut(Path file, long bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      if (channel.size() != bytes) {
        channel.truncate(bytes);
      }
      channel.force(true);
    }
  }

  private Manifest manifest() {
    List<MissingRange> missing = new ArrayList<>();
    for (StreamType stream : List.of(StreamType.STDOUT, StreamType.STDERR)) {
      long to = 0;
      for (StreamRange range : ranges(files, stream)) {
        if (range.from() > to) {
          missing.add(new MissingRange(stream, to, range.from(), null));
        }
        to = range.to();
      }
    }
    return new Manifest(
        Manifest.FORMAT,
        TranscriptState.LOST,
        running.execution(),
        running.spool(),
        lastSign,
        null,
        false,
        files,
        missing);
  }

  /** Whether no byte of a stream is in two files of a manifest. */
  static boolean areApart(List<FileEntry> files) {
    for (StreamType stream : List.of(StreamType.STDOUT, StreamType.STDERR)) {
      long to = 0;
      for (StreamRange range : ranges(files, stream)) {
        if (range.from() < to || range.to() < range.from()) {
          return false;
        }
        to = range.to();
      }
    }
    return true;
  }

  /** Of what is on disk, which is all that is known; null if that does not go on from the start. */
  static StreamTotals totals(Manifest manifest, StreamType stream) {
    List<FileEntry> ofStream =
        manifest.files().stream().filter(file -> file.stream() == stream).toList();
    if (ofStream.isEmpty()) {
      return manifest.isTranscript() ? StreamTotals.of(0, 0) : null;
    }
    FileEntry first = ofStream.getFirst();
    return ofStream.size() == 1 && first.from() == 0
        ? new StreamTotals(first.bytes(), first.crc32c())
        : null;
  }

  /** What the files of a manifest have of a stream, in order. */
  static List<StreamRange> ranges(List<FileEntry> files, StreamType stream) {
    return files.stream()
        .filter(file -> file.stream() == stream)
        .map(file -> new StreamRange(file.from(), file.from() + file.bytes()))
        .sorted(Comparator.comparingLong(StreamRange::from))
        .toList();
  }
}
