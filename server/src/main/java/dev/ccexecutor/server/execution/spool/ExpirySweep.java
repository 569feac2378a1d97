package dev.ccexecutor.server.execution.spool;

import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes transcripts that have expired, a few at a time. */
@RunsOn(ThreadRole.SPOOL)
final class ExpirySweep implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(ExpirySweep.class);
  private static final int STEP = 16;

  private final Path executions;
  private final Duration retention;
  private final Predicate<String> isOurs;
  private final SpoolQuota quota;
  private final Executor spoolThread;
  private final Queue<Path> open = new ArrayDeque<>();

  /**
   * @param isOurs whether transcripts of that instance are this server's to delete
   */
  ExpirySweep(
      Path executions,
      long retentionMillis,
      Predicate<String> isOurs,
      SpoolQuota quota,
      Executor spoolThread) {
    this.executions = executions;
    this.retention = Duration.ofMillis(retentionMillis);
    this.isOurs = isOurs;
    this.quota = quota;
    this.spoolThread = spoolThread;
  }

  @Override
  public void run() {
    if (!open.isEmpty()) {
      return; // The one before is still at it.
    }
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(executions)) {
      directories.forEach(open::add);
    } catch (NoSuchFileException e) {
      return; // Nothing has been spooled yet.
    } catch (IOException | DirectoryIteratorException e) {
      log.atError().setCause(e).log("expired transcripts can't be looked for");
    }
    step();
  }

  private void step() {
    for (int count = 0; count < STEP && !open.isEmpty(); count++) {
      look(open.remove());
    }
    if (!open.isEmpty()) {
      spoolThread.execute(this::step);
    }
  }

  private void look(Path directory) {
    Instant bound = Instant.now().minus(retention);
    try {
      // Written for the last time at the end: most need not be read.
      Path manifest = directory.resolve(SpoolLayout.MANIFEST);
      if (!SpoolLayout.isDirectoryName(directory.getFileName().toString())
          || !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS) // Not what a link leads to.
          || Files.getLastModifiedTime(manifest).toInstant().isAfter(bound)) {
        return;
      }
      Manifest found = ManifestFile.parse(ManifestFile.readBytes(directory));
      if (isExpired(found, bound) && isOurs.test(found.execution().instanceId())) {
        quota.giveBack(SpoolFiles.deleteDirectory(directory));
      }
    } catch (NoSuchFileException e) {
      log.atDebug().addKeyValue("directory", directory).log("has no manifest, or went meanwhile");
    } catch (IOException e) {
      log.atDebug().addKeyValue("directory", directory).setCause(e).log("left alone");
    }
  }

  /** What ended and overflows is kept by whoever may still attach to it. */
  static boolean isExpired(Manifest manifest, Instant bound) {
    boolean kept = manifest.state() == TranscriptState.COMPLETED && !manifest.isTranscript();
    return manifest.state() != TranscriptState.RUNNING
        && !kept
        && manifest.endedAt().isBefore(bound);
  }
}
