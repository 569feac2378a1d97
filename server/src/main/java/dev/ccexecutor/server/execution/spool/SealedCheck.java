package dev.ccexecutor.server.execution.spool;

import dev.ccexecutor.protocol.execution.StreamRange;
import dev.ccexecutor.protocol.execution.StreamTotals;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.execution.spool.Manifest.FileEntry;
import dev.ccexecutor.server.execution.spool.Manifest.MissingRange;
import dev.ccexecutor.server.execution.spool.SpoolFiles.Listed;
import dev.ccexecutor.server.posix.RegularFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Compares a directory with its sealed manifest, and the manifest with itself. */
final class SealedCheck {
  private static final int BUFFER_BYTES = 256 * 1024;

  private final Manifest manifest;
  private final Map<String, Listed> present;
  private final List<String> changes = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();

  /**
   * @param present the files beside the manifest, by name
   */
  SealedCheck(Manifest manifest, Map<String, Listed> present) {
    this.manifest = manifest;
    this.present = present;
  }

  void run() throws IOException {
    if (manifest.files() == null) {
      if (manifest.isTranscript()) {
        changes.add(SpoolLayout.MANIFEST + " has no list of files");
      }
      return;
    }
    Set<String> listed = new HashSet<>();
    for (FileEntry entry : manifest.files()) {
      if (!listed.add(entry.file())) {
        changes.add(SpoolLayout.MANIFEST + " has " + entry.file() + " twice");
      }
      check(entry);
    }
    present.keySet().stream()
        .filter(name -> !listed.contains(name))
        .sorted()
        .forEach(name -> changes.add(name + " was added"));
    for (StreamType stream : List.of(StreamType.STDOUT, StreamType.STDERR)) {
      checkRanges(stream);
    }
    missing().forEach(range -> remarks.add(describe(range)));
  }

  private void check(FileEntry entry) throws IOException {
    Listed file = present.get(entry.file());
    if (file == null) {
      changes.add(entry.file() + " is missing");
    } else if (!file.attributes().isRegularFile()) {
      changes.add(entry.file() + " is no file any more");
    } else if (file.attributes().size() != entry.bytes()) {
      changes.add(
          entry.file() + " has " + file.attributes().size() + " bytes, not " + entry.bytes());
    } else {
      checkContent(entry, file.path());
    }
  }

  private void checkContent(FileEntry entry, Path file) throws IOException {
    Digest digest = new Digest();
    try (InputStream in = RegularFile.newInputStream(file)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(ByteBuffer.wrap(buffer, 0, count));
      }
    }
    if (!digest.sha256().equals(entry.sha256())) {
      changes.add(entry.file() + " has other bytes than it had");
    }
    if (entry.crc32c() != null && !digest.crc32c().equals(entry.crc32c())) {
      changes.add(entry.file() + " has another CRC-32C than " + SpoolLayout.MANIFEST + " says");
    }
  }

  /** What is there and what is missing make up the whole stream: else the manifest was edited. */
  private void checkRanges(StreamType stream) {
    List<StreamRange> ranges =
        Stream.concat(
                LostSpool.ranges(manifest.files(), stream).stream(),
                missing()
                    .filter(range -> range.stream() == stream)
                    .map(range -> new StreamRange(range.from(), range.to())))
            .sorted((one, other) -> Long.compare(one.from(), other.from()))
            .toList();
    long to = 0;
    for (StreamRange range : ranges) {
      if (range.from() != to || range.to() <= range.from()) {
        contradiction(stream);
        return;
      }
      to = range.to();
    }
    StreamTotals totals = totals(stream);
    if (totals != null && totals.bytes() != to) {
      contradiction(stream);
    }
    checkTotals(stream, totals);
  }

  /**
   * The end record has the checksum of the whole stream, which one whole file must have as well.
   */
  private void checkTotals(StreamType stream, StreamTotals totals) {
    List<FileEntry> files =
        manifest.files().stream().filter(file -> file.stream() == stream).toList();
    boolean whole =
        totals != null && files.size() == 1 && files.getFirst().bytes() == totals.bytes();
    if (whole && !files.getFirst().crc32c().equals(totals.crc32c())) {
      contradiction(stream);
    }
    if (Boolean.TRUE.equals(manifest.complete()) && missing().findAny().isPresent()) {
      contradiction(stream);
    }
  }

  private void contradiction(StreamType stream) {
    changes.add(SpoolLayout.MANIFEST + " contradicts itself about " + stream.wireName());
  }

  private StreamTotals totals(StreamType stream) {
    if (manifest.end() == null) {
      return null;
    }
    return stream == StreamType.STDOUT ? manifest.end().stdout() : manifest.end().stderr();
  }

  private Stream<MissingRange> missing() {
    return manifest.missing() == null ? Stream.empty() : manifest.missing().stream();
  }

  private static String describe(MissingRange range) {
    String reason = range.reason() == null ? "" : " (" + range.reason().wireName() + ")";
    return "bytes %d to %d of %s are missing%s"
        .formatted(range.from(), range.to(), range.stream().wireName(), reason);
  }

  List<String> changes() {
    return changes;
  }

  List<String> remarks() {
    return remarks;
  }
}
