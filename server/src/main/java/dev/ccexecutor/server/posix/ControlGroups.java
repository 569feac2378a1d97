package dev.ccexecutor.server.posix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This server's cgroups: a directory of its own below the cgroup that the server itself runs in,
 * and in it one for each execution. Any thread.
 */
public final class ControlGroups {

  /** Cgroups that members have made come after it, or the note that it was removed. */
  private static final Pattern END_OF_NAME = Pattern.compile("/| \\(deleted\\)$");

  private static final Logger log = LoggerFactory.getLogger(ControlGroups.class);
  private static final String PREFIX = "cc-executor-";
  private static final Pattern OWNER =
      Pattern.compile(PREFIX + "(?<pid>\\d{1,9})-(?<ticks>\\d{1,18})-.+");
  private static final Pattern TREE = Pattern.compile("(?<pid>\\d{1,9})-(?<marker>[0-9a-f]{32})");
  private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
  private static final Path OWN_GROUPS = Path.of("/proc/self/cgroup");
  private static final String VERSION_2 = "0::";

  /** Without these nothing can be held: cgroup.kill came with Linux 5.14. */
  private static final List<String> NEEDED =
      List.of("cgroup.procs", "cgroup.freeze", "cgroup.kill");

  private final Path directory;
  private final String pathInHierarchy;

  private ControlGroups(Path directory, String pathInHierarchy) {
    this.directory = directory;
    this.pathInHierarchy = pathInHierarchy;
  }

  /**
   * Makes the server's directory, and removes those of servers that are gone, as far as nobody
   * lives in them any more.
   *
   * @throws IOException if there is no hierarchy of version 2 that this server may write to; the
   *     message says why
   */
  public static ControlGroups open() throws IOException {
    String own = ownPath();
    Path parent = mountPoint(own);
    if (!Files.isWritable(parent.resolve("cgroup.procs"))) {
      throw new IOException(parent + " is not writable for this user");
    }
    removeThoseOfDeadServers(parent);
    String name = newName();
    Path directory = Files.createDirectory(parent.resolve(name));
    ControlGroups groups =
        new ControlGroups(directory, own.equals("/") ? "/" + name : own + "/" + name);
    for (String file : NEEDED) {
      if (!Files.isWritable(directory.resolve(file))) {
        groups.close();
        throw new IOException("there is no writable " + file + " in " + directory);
      }
    }
    return groups;
  }

  /** Tells by pid and start time whose it is. */
  private static String newName() throws IOException {
    int pid = (int) ProcessHandle.current().pid();
    long startTicks = ProcessTable.readStartTicks(pid).orElseThrow();
    return PREFIX + pid + "-" + startTicks + "-" + UUID.randomUUID();
  }

  private static void removeThoseOfDeadServers(Path parent) throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path directory : found) {
        Matcher owner = OWNER.matcher(directory.getFileName().toString());
        if (owner.matches() && !lives(owner.group("pid"), owner.group("ticks"))) {
          removeIfEmpty(directory);
        }
      }
    }
  }

  private static boolean lives(String pid, String startTicks) throws IOException {
    OptionalLong found = ProcessTable.readStartTicks(Integer.parseInt(pid));
    return found.isPresent() && found.getAsLong() == Long.parseLong(startTicks);
  }

  private static String ownPath() throws IOException {
    return Files.readAllLines(OWN_GROUPS, StandardCharsets.UTF_8).stream()
        .filter(line -> line.startsWith(VERSION_2))
        .map(line -> line.substring(VERSION_2.length()))
        .findFirst()
        .orElseThrow(() -> new IOException("this kernel has no cgroups of version 2"));
  }

  /** Where this server's own cgroup is to be seen, in the format of proc(5), mountinfo. */
  private static Path mountPoint(String own) throws IOException {
    for (String line : Files.readAllLines(MOUNTS, StandardCharsets.UTF_8)) {
      String[] halves = line.split(" - ", 2);
      String[] fields = halves[0].split(" ");
      String root = fields[3].equals("/") ? "" : fields[3];
      if (halves[1].startsWith("cgroup2 ") && (own + "/").startsWith(root + "/")) {
        return Path.of(fields[4], own.substring(root.length()));
      }
    }
    throw new IOException("no cgroup2 file system with this server's own cgroup is mounted");
  }

  /** Where they are. */
  public Path directory() {
    return directory;
  }

  /** Makes a group for a tree. */
  ControlGroup create(ProcessTree tree) throws IOException {
    Path group = directory.resolve(tree.groupName());
    // With its parents: a server that does not see this one's pid may have tidied up.
    return new ControlGroup(Files.createDirectories(group));
  }

  /** Told by what a journal knows, so that the next server finds it. */
  static String name(int leaderPid, String marker) {
    return leaderPid + "-" + marker;
  }

  /** What a group's name tells. */
  public record Name(int leaderPid, String marker) {}

  /** The groups of trees in a server's directory; none if that is gone. */
  public static List<Name> namesIn(Path directory) throws IOException {
    List<Name> names = new ArrayList<>();
    try (DirectoryStream<Path> groups = Files.newDirectoryStream(directory)) {
      for (Path group : groups) {
        Matcher name = TREE.matcher(group.getFileName().toString());
        if (name.matches()) {
          names.add(new Name(Integer.parseInt(name.group("pid")), name.group("marker")));
        }
      }
    } catch (NoSuchFileException e) {
      log.atDebug().addKeyValue("cgroups", directory).log("are gone");
    }
    return names;
  }

  /** The group that a server with this directory has made for a tree, if it has. */
  public static ControlGroup madeIn(Path directory, int leaderPid, String marker) {
    return new ControlGroup(directory.resolve(name(leaderPid, marker)));
  }

  /** Removes the directory of a server that is gone, unless somebody lives in it. */
  public static void removeIfEmpty(Path directory) throws IOException {
    new ControlGroup(directory).removeIfEmpty();
  }

  /** Which of these a process is in, or was until it died; whether it still exists or not. */
  Optional<String> nameOf(int pid) throws IOException {
    byte[] groups = ProcessTable.readUnlessGone(pid, "cgroup");
    if (groups == null) {
      return Optional.empty();
    }
    String prefix = VERSION_2 + pathInHierarchy + "/";
    return new String(groups, StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.startsWith(prefix))
        .map(line -> END_OF_NAME.split(line.substring(prefix.length()), 2)[0])
        .findFirst();
  }

  /** Removes the server's directory, unless somebody lives on in it as was asked for. */
  void close() throws IOException {
    removeIfEmpty(directory);
  }
}
