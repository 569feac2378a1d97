package dev.ccexecutor.server.execution.journal;

import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.posix.BootClock;
import dev.ccexecutor.server.posix.ControlGroups;
import dev.ccexecutor.server.posix.LostTree;
import dev.ccexecutor.server.posix.ProcessTable;
import dev.ccexecutor.server.posix.ProcessTree;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** What is left of an execution, and how far its end has come. Confined to one thread. */
final class LostExecution {
  private static final Logger log = LoggerFactory.getLogger(LostExecution.class);
  private static final int SIGKILL = 9;
  private static final int SIGTERM = 15;
  private static final int SIGCONT = 18;

  /** Some, since a process shows no environment for a moment of its exec. */
  private static final int ENOUGH_EXACT_QUIET_LOOKS = 5;

  /** Where others fork all the time no look is exact. */
  private static final int ENOUGH_QUIET_LOOKS = 20;

  private static final int MOST_PIDS_IN_LOG = 50;

  enum State {
    /** More looks have to tell. */
    OPEN,
    /** Nobody is left. */
    GONE,
    /** This server is one of its processes, so it is not for this server to end. */
    OURS
  }

  private record Addressed(int pid, long startTicks) {}

  private final Unended unended;
  private final LostTree tree;
  private final Set<Addressed> asked = new HashSet<>();
  private final Set<Integer> pids = new TreeSet<>();
  private List<ProcessTable.Entry> members = List.of();

  /** When all that lived was first asked to end, in ticks of proc(5). */
  private long askedAtTicks = Long.MAX_VALUE;

  private int exactQuietLooks;
  private int quietLooks;
  private IOException failure;
  private boolean seen;
  private State state = State.OPEN;

  /**
   * @param unended null if nothing of it is written
   */
  private LostExecution(Unended unended, LostTree tree) {
    this.unended = unended;
    this.tree = tree;
  }

  /**
   * One that a journal tells of.
   *
   * @param cgroups the directory of its server's cgroups, or null
   */
  static LostExecution of(Unended unended, String cgroups) {
    return new LostExecution(unended, treeOf(unended, cgroups));
  }

  /** One that no journal tells of, but a cgroup does. */
  static LostExecution unwritten(ControlGroups.Name name, Path cgroups) {
    LostExecution execution =
        new LostExecution(
            null,
            new LostTree(
                name.marker(),
                name.leaderPid(),
                -1,
                ControlGroups.madeIn(cgroups, name.leaderPid(), name.marker())));
    execution
        .line(log.atWarn())
        .log("a command was started when the journal could not be written, and is ended");
    return execution;
  }

  private static LostTree treeOf(Unended unended, String cgroups) {
    JournalRecord.Started started = unended.started();
    if (started == null) {
      return new LostTree(unended.marker(), 0, -1, null);
    }
    return new LostTree(
        started.marker(),
        started.pid(),
        started.startTicks() == null ? -1 : started.startTicks(),
        cgroups == null
            ? null
            : ControlGroups.madeIn(Path.of(cgroups), started.pid(), started.marker()));
  }

  /** Whether it is a hook of an execution, of which nothing is told. */
  boolean isHook() {
    return unended != null && unended.isHook();
  }

  /** What is told of it. */
  PastExecution past(Instant now) {
    return unended.lost(now, state == State.GONE);
  }

  State state() {
    return state;
  }

  /** How many processes of it were seen. */
  int processes() {
    return pids.size();
  }

  /** Finds out who lives. What keeps this one from being seen keeps no other from being ended. */
  void look(ProcessTable table) {
    try {
      members = tree.livingMembers(table, members);
      seen = true;
    } catch (IOException e) {
      failure = e;
      seen = false;
      return;
    }
    members.forEach(member -> pids.add(member.pid()));
    if (table.includeThisProcess(members)) {
      state = State.OURS;
      line(log.atWarn()).log("this server runs in a lost execution, which is left alone");
    }
  }

  /**
   * Acts on what was seen.
   *
   * @param exact whether nobody can have passed through the look unseen
   * @param force whether the time for asking is over
   */
  void act(boolean exact, boolean force) {
    if (state != State.OPEN || !seen) {
      return;
    }
    if (!members.isEmpty()) {
      exactQuietLooks = 0;
      quietLooks = 0;
      failure = null;
      try {
        end(force);
      } catch (IOException e) {
        failure = e; // The others are to be ended all the same, and this one is tried again.
      }
      return;
    }
    exactQuietLooks += exact ? 1 : 0;
    quietLooks++;
    if (exactQuietLooks >= ENOUGH_EXACT_QUIET_LOOKS || quietLooks >= ENOUGH_QUIET_LOOKS) {
      state = State.GONE;
      removeControlGroup();
      line(pids.isEmpty() ? log.atDebug() : log.atInfo()).log("a lost execution has ended");
    }
  }

  private void end(boolean force) throws IOException {
    if (force) {
      try {
        if (tree.controlGroup() != null) {
          tree.controlGroup().kill();
        }
      } finally {
        ProcessTree.signalEach(members, SIGKILL);
      }
      return;
    }
    List<ProcessTable.Entry> unasked =
        members.stream().filter(this::livedWhenAsked).filter(this::isFirstTime).toList();
    askedAtTicks = Math.min(askedAtTicks, BootClock.ticks());
    ProcessTree.signalEach(unasked, SIGTERM, SIGCONT);
    if (tree.controlGroup() != null) {
      tree.controlGroup().thaw();
    }
  }

  /** Who was started since does what ends the others in order: the commands of a trap, say. */
  private boolean livedWhenAsked(ProcessTable.Entry member) {
    return member.startTicks() < askedAtTicks;
  }

  /** A second SIGTERM makes some programs drop what they were about to save. */
  private boolean isFirstTime(ProcessTable.Entry member) {
    return asked.add(new Addressed(member.pid(), member.startTicks()));
  }

  /** Whoever was to be kept lives in another one. */
  private void removeControlGroup() {
    try {
      if (tree.controlGroup() != null) {
        tree.controlGroup().removeIfEmpty();
      }
    } catch (IOException e) {
      line(log.atWarn()).setCause(e).log("a control group could not be removed");
    }
  }

  /**
   * The time is over.
   *
   * @param blindness why the last look was not possible; null if it was
   */
  void giveUp(IOException blindness) {
    pids.clear();
    members.forEach(member -> pids.add(member.pid()));
    line(log.atError())
        .setCause(blindness == null ? failure : blindness)
        .log("a lost execution would not end");
  }

  private LoggingEventBuilder line(LoggingEventBuilder line) {
    return line.addKeyValue(
            LogKeys.EXECUTION_ID, unended == null ? "unknown" : unended.executionId())
        .addKeyValue("marker", tree.marker())
        .addKeyValue("processes", pids.size())
        .addKeyValue("pids", pids.stream().limit(MOST_PIDS_IN_LOG).toList());
  }
}
