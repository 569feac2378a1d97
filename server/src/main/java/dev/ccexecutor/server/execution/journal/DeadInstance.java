package dev.ccexecutor.server.execution.journal;

import dev.ccexecutor.server.posix.Boot;
import dev.ccexecutor.server.posix.ControlGroups;
import dev.ccexecutor.server.posix.HeldBack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An instance whose server is gone, and what it has not ended.
 *
 * @param cgroups the directory of its server's cgroups, or null
 * @param unwritten what its journal doesn't know of
 */
record DeadInstance(
    InstanceDirectory directory,
    String cgroups,
    List<LostExecution> executions,
    List<LostExecution> unwritten) {
  private static final Logger log = LoggerFactory.getLogger(DeadInstance.class);

  /**
   * Reads its history and its journal. One that can't be read is left for another start, and isn't
   * here.
   *
   * @param past gets what has ended, and what was lost without leaving a process
   */
  static Stream<DeadInstance> read(InstanceDirectory directory, PastExecutions past) {
    directory.deleteBallast();
    try {
      past.read(directory);
      return Stream.of(readJournal(directory, past));
    } catch (IOException e) {
      log.atError()
          .addKeyValue("instance_id", directory.id())
          .setCause(e)
          .log("a journal can't be read");
      close(directory);
      return Stream.empty();
    }
  }

  private static DeadInstance readJournal(InstanceDirectory directory, PastExecutions past)
      throws IOException {
    List<Integer> heldBack = HeldBack.killAt(directory.gate());
    if (!heldBack.isEmpty()) {
      log.atInfo()
          .addKeyValue("instance_id", directory.id())
          .addKeyValue("pids", heldBack)
          .log("ended who waited for a dead server to be started");
    }
    if (!Files.exists(directory.journal())) {
      return withoutExecutions(directory); // It has ended before it could start anything.
    }
    JournalReader.Contents contents = JournalReader.read(directory.journal());
    List<Unended> unended =
        contents.unended().stream().filter(one -> !past.hasEnded(one.marker())).toList();
    if (mayBearProcesses(contents.instance(), directory)) {
      String cgroups = contents.instance().cgroups();
      return new DeadInstance(
          directory,
          cgroups,
          unended.stream().map(one -> LostExecution.of(one, cgroups)).toList(),
          unwritten(directory, contents, past));
    }
    if (!directory.isAdopted()) {
      boolean treeEmpty = contents.instance() != null;
      unended.stream()
          .filter(one -> !one.isHook())
          .forEach(one -> past.add(one.lost(past.now(), treeEmpty)));
    }
    return withoutExecutions(directory);
  }

  /** After another boot its processes have ended with their kernel. */
  private static boolean mayBearProcesses(
      JournalRecord.Instance instance, InstanceDirectory directory) throws IOException {
    if (instance == null) {
      log.atError()
          .addKeyValue("instance_id", directory.id())
          .log("a journal doesn't tell of which boot it is, so nothing of it is ended");
      return false;
    }
    return instance.bootId().equals(Boot.id());
  }

  private static DeadInstance withoutExecutions(InstanceDirectory directory) {
    return new DeadInstance(directory, null, List.of(), List.of());
  }

  private static List<LostExecution> unwritten(
      InstanceDirectory directory, JournalReader.Contents contents, PastExecutions past) {
    String cgroups = contents.instance().cgroups();
    return cgroups == null
        ? List.of()
        : new UnwrittenExecutions(directory.journal(), Path.of(cgroups), contents.markers(), past)
            .find();
  }

  /** All that is to be ended. */
  Stream<LostExecution> toEnd() {
    return Stream.concat(executions.stream(), unwritten.stream());
  }

  /** Tells of what it has not ended, once that was tried. */
  void addLost(PastExecutions past) {
    if (!directory.isAdopted()) {
      executions.stream()
          .filter(execution -> !execution.isHook())
          .forEach(execution -> past.add(execution.past(past.now())));
    }
  }

  /**
   * Deletes it, unless another start may do better with something in it.
   *
   * @param carriedOver whether a living instance remembers what this one did
   */
  void giveBack(boolean carriedOver) {
    try (directory) {
      if (!carriedOver) {
        return;
      }
      if (toEnd().anyMatch(one -> one.state() != LostExecution.State.GONE)) {
        directory.setAdopted();
        return;
      }
      if (cgroups != null) {
        ControlGroups.removeIfEmpty(Path.of(cgroups)); // Who was kept may live on in there.
      }
      directory.delete();
    } catch (IOException e) {
      log.atError()
          .addKeyValue("instance_id", directory.id())
          .setCause(e)
          .log("the directory of a dead instance could not be deleted");
    }
  }

  private static void close(InstanceDirectory directory) {
    try {
      directory.close();
    } catch (IOException e) {
      log.atError()
          .addKeyValue("instance_id", directory.id())
          .setCause(e)
          .log("the directory of a dead instance could not be given back");
    }
  }
}
