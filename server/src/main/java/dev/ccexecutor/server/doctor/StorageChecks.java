package dev.ccexecutor.server.doctor;

import dev.ccexecutor.server.config.ServerConfig;
import dev.ccexecutor.server.doctor.Check.When;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where the server writes. */
final class StorageChecks {
  private static final String DIRECTORY = "data directory";
  private static final String SPACE = "disk space";
  private static final String LOGS = "log files";
  private static final long MIB = 1024 * 1024;
  private static final long LITTLE_BYTES = 256 * MIB;
  private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");
  private static final Set<String> OVER_THE_NETWORK =
      Set.of("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "ceph", "fuse.sshfs", "glusterfs");

  private StorageChecks() {}

  static List<Check> all() {
    String other = "name another with --data-dir";
    return List.of(
        new Check(DIRECTORY, When.WITH_SETTINGS, other, StorageChecks::directory),
        new Check(SPACE, When.AT_START, other, StorageChecks::space),
        new Check(LOGS, When.WITH_SETTINGS, "", StorageChecks::logs));
  }

  /** It is tried, since an access that is granted by its mode may be refused by a mount. */
  private static Finding directory(Surroundings surroundings) throws IOException {
    Path directory = surroundings.config().dataDirectory();
    Path there = nearest(directory);
    boolean exists = there.equals(directory);
    if (!Files.isDirectory(there)) {
      return Check.problem(DIRECTORY, there + " is no directory", "name another with --data-dir");
    }
    try {
      Files.delete(Files.createTempFile(there, ".cc-executor-doctor", null));
    } catch (IOException e) {
      return Check.problem(
          DIRECTORY,
          (exists ? "" : directory + " is missing, and ")
              + there
              + " can't be written to: "
              + reason(e),
          "give it to this user (chown), or name another with --data-dir");
    }
    return Check.ok(DIRECTORY, directory + (exists ? "" : ", which a start creates"));
  }

  private static Finding space(Surroundings surroundings) throws IOException {
    ServerConfig config = surroundings.config();
    FileStore store = Files.getFileStore(nearest(config.dataDirectory()));
    long free = store.getUsableSpace();
    long wanted = config.spoolLimits().totalBytes();
    String found = "%s, %d MiB free".formatted(store.type(), free / MIB);
    if (IN_MEMORY.contains(store.type())) {
      return Check.warning(
          SPACE,
          found + ": it is memory, and gone with the next boot",
          "a crash that takes the machine along is then not told of; name another with --data-dir");
    }
    if (OVER_THE_NETWORK.contains(store.type())) {
      return Check.warning(
          SPACE,
          found + ": over a network",
          "locks and forced writes may be slow or missing; name a local one with --data-dir");
    }
    if (free < LITTLE_BYTES) {
      return Check.warning(
          SPACE, found, "make room: output that is to be on disk waits, or is refused, without");
    }
    return free < wanted
        ? Check.ok(SPACE, found + ", less than --max-spool-bytes allows")
        : Check.ok(SPACE, found);
  }

  private static Finding logs(Surroundings surroundings) {
    ServerConfig config = surroundings.config();
    List<Path> files =
        Stream.of(config.log().file(), config.audit().file()).flatMap(Optional::stream).toList();
    for (Path file : files) {
      Optional<String> fault = faultOf(file);
      if (fault.isPresent()) {
        return Check.problem(
            LOGS, file + " " + fault.get(), "make its folder, and let this user write there");
      }
    }
    String named = files.stream().map(Path::toString).collect(Collectors.joining(", "));
    return Check.ok(LOGS, files.isEmpty() ? "none asked for" : named + " can be written");
  }

  private static Optional<String> faultOf(Path file) {
    boolean folderIsWritable = Files.isWritable(file.getParent());
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return folderIsWritable
          ? Optional.empty()
          : Optional.of("can't be made: its folder is missing or not writable for this user");
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of("is no regular file");
    }
    if (!Files.isWritable(file)) {
      return Optional.of("is not writable for this user");
    }
    return folderIsWritable
        ? Optional.empty()
        : Optional.of("can't be rotated: its folder is not writable for this user");
  }

  /** What there is of a path: itself, or a folder above it. */
  private static Path nearest(Path path) {
    Path there = path;
    while (!Files.exists(there)) {
      there = there.getParent();
    }
    return there;
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName().replace("Exception", "") + " (" + e.getMessage() + ")";
  }
}
