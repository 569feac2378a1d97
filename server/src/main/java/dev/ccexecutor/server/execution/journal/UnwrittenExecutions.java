package dev.ccexecutor.server.execution.journal;

import dev.ccexecutor.server.posix.BootClock;
import dev.ccexecutor.server.posix.ControlGroup;
import dev.ccexecutor.server.posix.ControlGroups;
import dev.ccexecutor.server.posix.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds commands that were started when their journal could not be written, by the cgroups of its
 * server. Their ids are not known, so they can be ended but not told of.
 */
final class UnwrittenExecutions {
  private static final Logger log = LoggerFactory.getLogger(UnwrittenExecutions.class);

  /** File times and start times are rounded down, by different clocks. */
  private static final long SLACK_TICKS = 100;

  private final Path journal;
  private final Path cgroups;
  private final Set<String> markersInJournal;
  private final PastExecutions past;

  /**
   * @param cgroups the directory of the dead server's cgroups
   * @param markersInJournal also of what has ended
   */
  UnwrittenExecutions(
      Path journal, Path cgroups, Set<String> markersInJournal, PastExecutions past) {
    this.journal = journal;
    this.cgroups = cgroups;
    this.markersInJournal = markersInJournal;
    this.past = past;
  }

  List<LostExecution> find() {
    List<LostExecution> found = new ArrayList<>();
    try {
      long lastLineTicks = BootClock.ticksAt(Files.getLastModifiedTime(journal).toInstant());
      for (ControlGroups.Name name : ControlGroups.namesIn(cgroups)) {
        if (!markersInJournal.contains(name.marker())
            && !past.hasEnded(name.marker())
            && hasBegunSince(lastLineTicks - SLACK_TICKS, name)) {
          found.add(LostExecution.unwritten(name, cgroups));
        }
      }
    } catch (IOException e) {
      log.atError().addKeyValue("cgroups", cgroups).setCause(e).log("can't be looked through");
    }
    return found;
  }

  /**
   * Whoever was left alive on request may be forgotten by the journal as well as by the history,
   * and is to live on: but its end stood in the journal, so it is older than the last line of that.
   */
  private boolean hasBegunSince(long ticks, ControlGroups.Name name) throws IOException {
    ControlGroup group = ControlGroups.madeIn(cgroups, name.leaderPid(), name.marker());
    boolean anybody = false;
    for (int pid : group.pids()) {
      OptionalLong started = ProcessTable.readStartTicks(pid);
      if (started.isPresent()) {
        anybody = true;
        if (started.getAsLong() < ticks) {
          return false;
        }
      }
    }
    return anybody;
  }
}
