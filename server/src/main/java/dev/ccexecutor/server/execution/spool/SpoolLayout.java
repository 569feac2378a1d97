package dev.ccexecutor.server.execution.spool;

import dev.ccexecutor.protocol.execution.StreamType;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What files and directories are called. */
final class SpoolLayout {
  static final String MANIFEST = "execution.json";

  /** Written beside, then renamed. */
  static final String MANIFEST_NEW = "execution.json.new";

  static final String CHECKSUMS_SUFFIX = ".checksums";

  private static final String EXECUTIONS = "executions";
  private static final int MARKER_DIGITS = 8;
  private static final Pattern DIRECTORY = Pattern.compile("[A-Za-z0-9._-]{1,64}@[0-9a-f]{8}");
  private static final Pattern MARKER = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern DATA_FILE =
      Pattern.compile("(stdout|stderr)(?:\\.([1-9][0-9]{0,15}))?");

  private SpoolLayout() {}

  /**
   * A file of a stream.
   *
   * @param from offset of its first byte
   */
  record DataFile(StreamType stream, long from) {
    /** The stream's own name where it is there from its beginning. */
    String name() {
      return from == 0 ? stream.wireName() : stream.wireName() + "." + from;
    }

    /** Where the checksums of its blocks are. */
    String checksumsName() {
      return name() + CHECKSUMS_SUFFIX;
    }

    /** Empty for a name that is none. */
    static Optional<DataFile> ofName(String name) {
      Matcher matcher = DATA_FILE.matcher(name);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      StreamType stream = matcher.group(1).equals("stdout") ? StreamType.STDOUT : StreamType.STDERR;
      long from = matcher.group(2) == null ? 0 : Long.parseLong(matcher.group(2));
      return Optional.of(new DataFile(stream, from));
    }
  }

  static Path executions(Path dataDirectory) {
    return dataDirectory.resolve(EXECUTIONS);
  }

  /** Ids may be used again, and two servers may share the data directory: the marker tells. */
  static String directoryName(TranscriptHeader header) {
    return header.executionId() + "@" + header.marker().substring(0, MARKER_DIGITS);
  }

  /**
   * Whether a directory of that name is the one of an execution, and was not copied from another.
   */
  static boolean isDirectoryOf(String name, TranscriptHeader header) {
    return MARKER.matcher(header.marker()).matches() && name.equals(directoryName(header));
  }

  static boolean isDirectoryName(String name) {
    return DIRECTORY.matcher(name).matches();
  }

  /** The name of the data that a file of checksums is about; null if it is none. */
  static String dataNameOfChecksums(String name) {
    if (!name.endsWith(CHECKSUMS_SUFFIX)) {
      return null;
    }
    String data = name.substring(0, name.length() - CHECKSUMS_SUFFIX.length());
    return DataFile.ofName(data).isPresent() ? data : null;
  }

  /** Whether a file of that name may be one of a spool's. */
  static boolean isOurs(String name) {
    return name.equals(MANIFEST)
        || name.equals(MANIFEST_NEW)
        || DataFile.ofName(name).isPresent()
        || dataNameOfChecksums(name) != null;
  }
}
