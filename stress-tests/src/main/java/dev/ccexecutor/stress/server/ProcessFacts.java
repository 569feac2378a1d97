package dev.ccexecutor.stress.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the kernel tells of processes: see proc(5). Whatever ends while it is looked at is left out.
 */
public final class ProcessFacts {

  private static final Path PROC = Path.of("/proc");
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+([0-9]+) kB");

  private static final int PARENT_FIELD_AFTER_NAME = 1;
  private static final int SESSION_FIELD_AFTER_NAME = 3;

  private ProcessFacts() {}

  /** Where its open file descriptors lead to, sorted. */
  public static List<String> openFiles(long pid) {
    return list(PROC.resolve(pid + "/fd"), entry -> Files.readSymbolicLink(entry).toString());
  }

  /** The names of its threads, cut to 15 characters by the kernel, sorted. */
  public static List<String> threadNames(long pid) {
    return list(
        PROC.resolve(pid + "/task"),
        thread -> Files.readString(thread.resolve("comm"), StandardCharsets.UTF_8).strip());
  }

  /** Its resident memory, in bytes. */
  public static long residentBytes(long pid) throws IOException {
    Matcher matcher = RESIDENT.matcher(Files.readString(PROC.resolve(pid + "/status")));
    if (!matcher.find()) {
      throw new IOException("no resident memory of " + pid);
    }
    return Long.parseLong(matcher.group(1)) * 1024;
  }

  /** The id of its session, which is the pid of that session's leader. */
  public static long session(long pid) throws IOException {
    return field(PROC.resolve(Long.toString(pid)), SESSION_FIELD_AFTER_NAME);
  }

  /** Its children, zombies among them. */
  public static List<Long> children(long pid) {
    return processes(process -> parent(process) == pid);
  }

  /** All living processes with a variable of this value; zombies have no environment any more. */
  public static List<Long> withValueInEnvironment(String value) {
    return processes(process -> contains(process.resolve("environ"), "=" + value));
  }

  /** The letter of its state: R, S, T (stopped), Z and others; empty if it is gone. */
  public static Optional<String> state(long pid) {
    return ifStillThere(PROC.resolve(Long.toString(pid)), process -> fields(process)[0]);
  }

  /** Whether it is in a frozen control group of version 2; see cgroups(7). */
  public static boolean isFrozen(long pid) {
    return ifStillThere(PROC.resolve(pid + "/cgroup"), ProcessFacts::isInFrozenGroup).orElse(false);
  }

  private static boolean isInFrozenGroup(Path membership) throws IOException {
    Optional<String> group =
        Files.readAllLines(membership).stream()
            .filter(line -> line.startsWith("0::/"))
            .map(line -> line.substring("0::/".length()))
            .findFirst();
    for (String mount : Files.readAllLines(PROC.resolve("self/mounts"))) {
      String[] fields = mount.split(" ", -1);
      if (group.isPresent() && fields[2].equals("cgroup2")) {
        Path events = Path.of(fields[1], group.get(), "cgroup.events");
        return Files.exists(events) && Files.readAllLines(events).contains("frozen 1");
      }
    }
    return false;
  }

  /** All living processes that have this among their arguments. */
  public static List<Long> withArgument(String argument) {
    return processes(process -> contains(process.resolve("cmdline"), argument));
  }

  private static boolean contains(Path file, String item) throws IOException {
    String items = "\0" + new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    return item.startsWith("=") ? items.contains(item + "\0") : items.contains("\0" + item + "\0");
  }

  private static long parent(Path process) throws IOException {
    return field(process, PARENT_FIELD_AFTER_NAME);
  }

  private static long field(Path process, int afterName) throws IOException {
    return Long.parseLong(fields(process)[afterName]);
  }

  /** The name, in brackets, may hold anything; what follows is separated by blanks. */
  private static String[] fields(Path process) throws IOException {
    byte[] stat = Files.readAllBytes(process.resolve("stat"));
    String line = new String(stat, StandardCharsets.ISO_8859_1);
    return line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
  }

  private static List<Long> processes(ProcessPredicate wanted) {
    List<Path> directories = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      entries.forEach(directories::add);
    } catch (IOException | DirectoryIteratorException e) {
      throw new IllegalStateException("cannot list processes", e);
    }
    Predicate<Path> safely = process -> ifStillThere(process, wanted::test).orElse(false);
    return directories.stream()
        .filter(safely)
        .map(process -> Long.valueOf(process.getFileName().toString()))
        .toList();
  }

  private static List<String> list(Path directory, EntryReader<String> reader) {
    try (var entries = Files.list(directory)) {
      Function<Path, Optional<String>> read = entry -> ifStillThere(entry, reader);
      return entries.map(read).flatMap(Optional::stream).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A process may end between any two looks; the kernel then says ENOENT, ESRCH or EACCES. */
  private static <T> Optional<T> ifStillThere(Path entry, EntryReader<T> reader) {
    try {
      return Optional.of(reader.read(entry));
    } catch (IOException goneOrForeign) {
      return Optional.empty();
    }
  }

  private interface EntryReader<T> {
    T read(Path entry) throws IOException;
  }

  private interface ProcessPredicate {
    boolean test(Path process) throws IOException;
  }
}
