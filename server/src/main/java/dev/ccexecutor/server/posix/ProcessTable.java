package dev.ccexecutor.server.posix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One look at all processes, as proc(5) shows them. Not an instant: processes come and go while it
 * is read, so whoever needs certainty looks again until nothing has changed.
 *
 * <p>Confined to the thread that took it.
 */
public final class ProcessTable {
  private static final Path PROC = Path.of("/proc");

  /**
   * A process as it was seen.
   *
   * @param state the letter of proc(5): R, S, D, T, t, Z, X …
   * @param startTicks start time since boot in clock ticks; with the pid it names one process for
   *     good
   */
  public record Entry(
      int pid, int parentPid, int groupId, int sessionId, char state, long startTicks) {
    public boolean isDead() {
      return state == 'Z' || state == 'X';
    }

    /**
     * True if it runs no code of its own any more. One that waits uninterruptibly stops when the
     * wait is over, before it comes to its own code: a shell in vfork(2) shows this for as long as
     * its child is stopped ahead of its exec.
     */
    public boolean isStopped() {
      return state == 'T'
          || state == 't'
          || isDead()
          || (state == UNINTERRUPTIBLE && isStopPending(pid));
    }
  }

  private static final char UNINTERRUPTIBLE = 'D';
  private static final List<String> PENDING_SIGNALS = List.of("SigPnd:", "ShdPnd:");
  private static final long SIGSTOP_BIT = 1L << 18;

  private static boolean isStopPending(int pid) {
    try {
      return Files.readAllLines(PROC.resolve(pid + "/status"), StandardCharsets.ISO_8859_1).stream()
          .filter(line -> PENDING_SIGNALS.stream().anyMatch(line::startsWith))
          .map(line -> Long.parseUnsignedLong(line.substring("SigPnd:".length()).trim(), 16))
          .anyMatch(pending -> (pending & SIGSTOP_BIT) != 0);
    } catch (IOException e) {
      return false; // It has ended meanwhile: the next look tells.
    }
  }

  private final Map<Integer, Entry> entries;
  private final Map<Integer, String> markers = new HashMap<>();
  private final Map<Integer, List<Entry>> children = new HashMap<>();

  private ProcessTable(Map<Integer, Entry> entries) {
    this.entries = entries;
    for (Entry entry : entries.values()) {
      children.computeIfAbsent(entry.parentPid(), parent -> new ArrayList<>()).add(entry);
    }
  }

  /**
   * Reads the table. The list of pids is taken first: a slow walk would chase rising pids for ever.
   */
  public static ProcessTable read() {
    String[] names = PROC.toFile().list();
    List<Integer> pids = new ArrayList<>();
    for (String name : names == null ? new String[0] : names) {
      if (Character.isDigit(name.charAt(0))) {
        pids.add(Integer.parseInt(name));
      }
    }
    Map<Integer, Entry> entries = HashMap.newHashMap(pids.size());
    for (int pid : pids) {
      Entry entry = read(pid);
      if (entry != null) {
        entries.put(pid, entry);
      }
    }
    return new ProcessTable(entries);
  }

  /** One process, or null if there is none of that pid. */
  static Entry read(int pid) {
    try {
      byte[] stat = Files.readAllBytes(PROC.resolve(pid + "/stat"));
      return parse(pid, new String(stat, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return null; // It ended between being listed and being read: there is no such process.
    }
  }

  private static Entry parse(int pid, String stat) {
    // The command's name stands in brackets and may hold blanks and brackets itself.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return new Entry(
        pid,
        Integer.parseInt(fields[1]),
        Integer.parseInt(fields[2]),
        Integer.parseInt(fields[3]),
        fields[0].charAt(0),
        Long.parseLong(fields[19]));
  }

  public Collection<Entry> entries() {
    return entries.values();
  }

  public Entry entry(int pid) {
    return entries.get(pid);
  }

  List<Entry> children(int pid) {
    return children.getOrDefault(pid, List.of());
  }

  /** The marker in the environment that this process was started with, or an empty string. */
  public String marker(int pid) {
    return markers.computeIfAbsent(pid, ProcessTable::readMarker);
  }

  private static String readMarker(int pid) {
    String environment;
    try {
      environment =
          new String(
              Files.readAllBytes(PROC.resolve(pid + "/environ")), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // It has ended, or is another user's: then it bears no marker that we could know
      // it by.
    }
    String name = ProcessTree.MARKER_VARIABLE + "=";
    int start = environment.startsWith(name) ? 0 : environment.indexOf("\0" + name) + 1;
    if (start == 0 && !environment.startsWith(name)) {
      return "";
    }
    int end = environment.indexOf('\0', start);
    return environment.substring(start + name.length(), end < 0 ? environment.length() : end);
  }
}
