package dev.ccexecutor.server.execution.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What dead servers have left, once their processes are ended.
 *
 * @param executions those that are still to be told of, in the order of their ends; one for each id
 * @param lost those of them that were found to be at this start
 * @param instances held, so that no other server takes them too
 */
public record Recovered(
    List<PastExecution> executions, List<PastExecution> lost, List<DeadInstance> instances) {
  public static Recovered nothing() {
    return new Recovered(List.of(), List.of(), List.of());
  }

  /**
   * Whether the server of an instance is dead, also if something of it would not end, so that its
   * directory stays.
   */
  public boolean isGone(Path dataDirectory, String instanceId) {
    return instances.stream().anyMatch(one -> one.directory().id().equals(instanceId))
        || !namesIn(CrashRecovery.instances(dataDirectory)).contains(instanceId);
  }

  /** The id was read from a file, and need not be one that a path can be made of. */
  private static Set<String> namesIn(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    } catch (NoSuchFileException e) {
      return Set.of(); // There has been no instance yet.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Gives the instances up.
   *
   * @param carriedOver whether all executions stand in the files of a living one; else the next
   *     start shall find them where they are
   */
  void release(boolean carriedOver) {
    instances.forEach(instance -> instance.giveBack(carriedOver));
  }
}
