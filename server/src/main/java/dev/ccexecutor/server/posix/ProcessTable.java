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
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One look at all processes, as proc(5) shows them. Not an instant: processes come and go while it
 * is read, so whoever needs certainty looks again until nothing has changed.
 *
 * <p>Confined to the thread that took it.
 */
public final class ProcessTable {
  private static final Path PROC = Path.of("/proc");
  private static final Path STAT = PROC.resolve("stat");
  private static final String FORKS = "processes ";
  private static final Path OWN_STAT = PROC.resolve("self/stat");
  private static final int OWN_PID = (int) ProcessHandle.current().pid();

  /**
   * A process as it was seen.
   *
   * @param state the letter of proc(5): R, S, D, T, t, Z, X …
   * @param startTicks start time since boot in clock ticks; with the pid it names one process for
   *     good
   * @param thread one that lives: the main thread, whose number is the pid, unless that has ended
   *     ahead of others
   */
  public record Entry(
      int pid, int parentPid, int groupId, int sessionId, char state, long startTicks, int thread) {
    public ProcessName name() {
      return new ProcessName(pid, startTicks);
    }

    public boolean isDead() {
      return state == 'Z' || state == 'X';
    }

    /**
     * True if it runs no code of its own any more. One that waits uninterruptibly stops when the
     * wait is over, before it comes to its own code: a shell in vfork(2) shows this for as long as
     * its child is stopped ahead of its exec.
     */
    public boolean isStopped() throws IOException {
      return state == 'T'
          || state == 't'
          || isDead()
          || (state == UNINTERRUPTIBLE && isStopPending(pid));
    }
  }

  private static final char UNINTERRUPTIBLE = 'D';
  private static final List<String> PENDING_SIGNALS = List.of("SigPnd:", "ShdPnd:");
  private static final long SIGSTOP_BIT = 1L << 18;

  private static boolean isStopPending(int pid) throws IOException {
    byte[] status = readUnlessGone(pid, "status");
    return status != null
        && new String(status, StandardCharsets.ISO_8859_1)
            .lines()
            .filter(line -> PENDING_SIGNALS.stream().anyMatch(line::startsWith))
            .map(line -> Long.parseUnsignedLong(line.substring("SigPnd:".length()).trim(), 16))
            .anyMatch(pending -> (pending & SIGSTOP_BIT) != 0);
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
   * Reads the table, without threads of the kernel. The list of pids is taken first: a slow walk
   * would chase rising pids for ever.
   *
   * @throws IOException if not all of it can be read, for want of descriptors say: a process that
   *     was not read must not be taken for one that is gone
   */
  public static ProcessTable read() throws IOException {
    String[] names = PROC.toFile().list();
    if (names == null) {
      throw new IOException("the processes can't be listed");
    }
    // After the names: what has such a number now and is a command's later was born after them.
    Set<Integer> kernelThreads = KernelThreads.read();
    Map<Integer, Entry> entries = HashMap.newHashMap(names.length);
    for (String name : names) {
      if (Character.isDigit(name.charAt(0))) {
        int pid = Integer.parseInt(name);
        Entry entry = kernelThreads.contains(pid) ? null : read(pid);
        if (entry != null) {
          entries.put(pid, entry);
        }
      }
    }
    return new ProcessTable(entries);
  }

  /** When the process of that pid started, in clock ticks since boot; nothing if there is none. */
  public static OptionalLong readStartTicks(int pid) throws IOException {
    Entry entry = read(pid);
    return entry == null ? OptionalLong.empty() : OptionalLong.of(entry.startTicks());
  }

  /**
   * How many processes and threads were made since boot (proc(5), stat, processes). Where it is the
   * same before and after a look, nobody can have passed through that look unseen.
   */
  public static long readForks() throws IOException {
    try (Stream<String> lines = Files.lines(STAT, StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith(FORKS))
          .mapToLong(line -> Long.parseLong(line.substring(FORKS.length())))
          .findFirst()
          .orElseThrow(() -> new IOException("the kernel doesn't count forks"));
    }
  }

  /** One process, or null if there is none of that pid. */
  static Entry read(int pid) throws IOException {
    byte[] stat = readUnlessGone(pid, "stat");
    return stat == null ? null : parse(pid, new ProcessStat(stat));
  }

  /**
   * A file of a process, or null if it can't be read for a reason that lies with that process: it
   * is gone, another user's, or the kernel's.
   */
  static byte[] readUnlessGone(int pid, String file) throws IOException {
    return KernelFile.readUnlessGone("/proc/" + pid + "/" + file);
  }

  private static Entry parse(int pid, ProcessStat stat) throws IOException {
    Entry main = entry(pid, stat, stat.state(), pid);
    boolean othersLive = main.isDead() && stat.intField(ProcessStat.THREADS) > 1;
    return othersLive ? withLivingThread(main, stat) : main;
  }

  private static Entry entry(int pid, ProcessStat stat, char state, int thread) {
    return new Entry(
        pid,
        stat.intField(ProcessStat.PARENT),
        stat.intField(ProcessStat.GROUP),
        stat.intField(ProcessStat.SESSION),
        state,
        stat.longField(ProcessStat.START_TICKS),
        thread);
  }

  /**
   * A process whose main thread alone has ended (pthread_exit(3)) looks like a zombie, and shows no
   * environment, though its other threads run on.
   */
  private static Entry withLivingThread(Entry main, ProcessStat stat) throws IOException {
    String[] threads = PROC.resolve(main.pid() + "/task").toFile().list();
    if (threads == null) {
      Files.readAllBytes(OWN_STAT); // Fails if it is for want of descriptors.
      return main;
    }
    for (String thread : threads) {
      byte[] content = readUnlessGone(main.pid(), "task/" + thread + "/stat");
      char state = content == null ? 'X' : new ProcessStat(content).state();
      if (state != 'Z' && state != 'X') {
        return entry(main.pid(), stat, state, Integer.parseInt(thread));
      }
    }
    return main;
  }

  public Collection<Entry> entries() {
    return entries.values();
  }

  public Entry entry(int pid) {
    return entries.get(pid);
  }

  /** Whether that very process was seen. */
  public boolean has(ProcessName name) {
    Entry entry = entries.get(name.pid());
    return entry != null && entry.startTicks() == name.startTicks();
  }

  /** How many ancestors of a process were seen. */
  public int depth(Entry process) {
    int depth = 0;
    Entry parent = entries.get(process.parentPid());
    // A table is no instant: reused pids could make a circle, which no true chain is as long as.
    while (parent != null && depth < entries.size()) {
      depth++;
      parent = entries.get(parent.parentPid());
    }
    return depth;
  }

  /** Whether this process is among them, or a descendant of one that is. */
  public boolean includeThisProcess(Collection<Entry> processes) {
    Set<Integer> pids = processes.stream().map(Entry::pid).collect(Collectors.toSet());
    Entry entry = entry((int) ProcessHandle.current().pid());
    while (entry != null && !pids.contains(entry.pid())) {
      entry = entry(entry.parentPid());
    }
    return entry != null;
  }

  List<Entry> children(int pid) {
    return children.getOrDefault(pid, List.of());
  }

  /** The marker in the environment that this process was started with, or an empty string. */
  public String marker(int pid) throws IOException {
    String marker = markers.get(pid);
    if (marker == null) {
      Entry entry = entries.get(pid);
      marker = entry == null ? "" : readMarker(entry);
      markers.put(pid, marker);
    }
    return marker;
  }

  /**
   * The same, read now. One that is gone, or another user's, bears none that it could be known by.
   */
  public static String readMarker(Entry process) throws IOException {
    if (process.pid() == OWN_PID) {
      // Of its own environment too the kernel tells a protected process nothing (ServerProcess).
      return System.getenv().getOrDefault(ProcessTree.MARKER_VARIABLE, "");
    }
    byte[] environment = readUnlessGone(process.pid(), "task/" + process.thread() + "/environ");
    return environment == null
        ? ""
        : markerIn(new String(environment, StandardCharsets.ISO_8859_1));
  }

  private static String markerIn(String environment) {
    String prefix = ProcessTree.MARKER_VARIABLE + "=";
    for (String variable : environment.split("\0")) {
      if (variable.startsWith(prefix)) {
        return variable.substring(prefix.length());
      }
    }
    return "";
  }
}
