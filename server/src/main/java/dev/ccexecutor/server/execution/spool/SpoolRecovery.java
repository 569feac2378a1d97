package dev.ccexecutor.server.execution.spool;

import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.execution.TranscriptSummary;
import dev.ccexecutor.server.execution.spool.SpoolFiles.Listed;
import dev.ccexecutor.server.logging.LogKeys;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at what earlier servers have left. What is strange is logged and left alone. Blocks. */
final class SpoolRecovery {
  private static final Logger log = LoggerFactory.getLogger(SpoolRecovery.class);

  /** So old, a directory without a manifest is nobody's who is about to write one. */
  private static final Duration HALF_MADE = Duration.ofHours(1);

  private final Path executions;
  private final Instant expiredBefore;
  private final Predicate<String> instanceIsGone;
  private final SpoolQuota quota;
  private final List<RecoveredSpool> recovered = new ArrayList<>();
  private int deleted;

  SpoolRecovery(
      Path executions, long retentionMillis, Predicate<String> instanceIsGone, SpoolQuota quota) {
    this.executions = executions;
    this.expiredBefore = Instant.now().minusMillis(retentionMillis);
    this.instanceIsGone = instanceIsGone;
    this.quota = quota;
  }

  List<RecoveredSpool> run() {
    long begunNanos = System.nanoTime();
    List<Listed> directories;
    try {
      directories = SpoolFiles.list(executions);
    } catch (NoSuchFileException e) {
      return List.of(); // Nothing has been spooled yet.
    } catch (IOException e) {
      log.atError().setCause(e).log("output of former servers can't be looked at");
      return List.of();
    }
    directories.forEach(this::look);
    log.atInfo()
        .addKeyValue("kept", recovered.size())
        .addKeyValue("deleted", deleted)
        .addKeyValue("bytes", quota.used())
        .addKeyValue(
            LogKeys.DURATION_MILLIS, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos))
        .log("looked for output of former servers");
    return List.copyOf(recovered);
  }

  private void look(Listed entry) {
    Path directory = entry.path();
    if (!entry.attributes().isDirectory() || !SpoolLayout.isDirectoryName(entry.name())) {
      log.atWarn().addKeyValue("file", directory).log("is not of this server, and left alone");
      return;
    }
    try {
      byte[] rendered = ManifestFile.readBytes(directory);
      Optional<RecoveredSpool> kept = look(directory, rendered);
      quota.count(kept.isPresent() ? kept.get().bytes() : bytesOrNothing(directory));
      kept.ifPresent(recovered::add);
    } catch (NoSuchFileException e) {
      halfMade(entry);
    } catch (MalformedManifestException e) {
      quota.count(bytesOrNothing(directory));
      log.atWarn().addKeyValue("directory", directory).setCause(e).log("is left alone");
    } catch (IOException e) {
      quota.count(bytesOrNothing(directory));
      log.atError().addKeyValue("directory", directory).setCause(e).log("can't be looked at");
    }
  }

  private Optional<RecoveredSpool> look(Path directory, byte[] rendered) throws IOException {
    Manifest manifest = ManifestFile.parse(rendered);
    requireSound(directory, manifest);
    String instance = manifest.execution().instanceId();
    if (!instanceIsGone.test(instance)) {
      return Optional.empty();
    }
    if (manifest.state() == TranscriptState.RUNNING) {
      Manifest sealed = LostSpool.seal(directory, manifest);
      return keepOrDelete(directory, sealed, digestOfSealed(directory, sealed));
    }
    return keepOrDelete(directory, manifest, Digest.sha256Of(rendered));
  }

  /** What was edited by hand must not keep a server from starting. */
  private static void requireSound(Path directory, Manifest manifest)
      throws MalformedManifestException {
    if (!SpoolLayout.isDirectoryOf(directory.getFileName().toString(), manifest.execution())) {
      throw new MalformedManifestException("is of another directory", null);
    }
    ProcessCompleted end = manifest.end();
    if (end != null && (end.executionId() == null || end.status() == null)) {
      throw new MalformedManifestException("has half an end record", null);
    }
    if (manifest.files() != null && !LostSpool.areApart(manifest.files())) {
      throw new MalformedManifestException("has files that overlap", null);
    }
  }

  private Optional<RecoveredSpool> keepOrDelete(Path directory, Manifest manifest, String sha256)
      throws IOException {
    boolean wasForReading =
        manifest.state() == TranscriptState.COMPLETED && !manifest.isTranscript();
    if (wasForReading || ExpirySweep.isExpired(manifest, expiredBefore)) {
      SpoolFiles.deleteDirectory(directory);
      deleted++;
      return Optional.empty();
    }
    if (manifest.files() == null) {
      throw new MalformedManifestException("has no list of files", null);
    }
    TranscriptSummary summary =
        new TranscriptSummary(
            directory.toString(),
            sha256,
            Boolean.TRUE.equals(manifest.complete()),
            manifest.execution().marker());
    return Optional.of(
        new RecoveredSpool(
            directory,
            manifest.execution(),
            manifest.spool(),
            manifest.end() == null ? null : manifest.end().withTranscript(summary),
            manifest.endedAt(),
            LostSpool.ranges(manifest.files(), StreamType.STDOUT),
            LostSpool.ranges(manifest.files(), StreamType.STDERR),
            SpoolFiles.bytes(directory),
            LostSpool.totals(manifest, StreamType.STDOUT),
            LostSpool.totals(manifest, StreamType.STDERR),
            manifest.isTranscript() ? summary : null));
  }

  /** Null if what is there is not what was to be written. */
  private static String digestOfSealed(Path directory, Manifest sealed) throws IOException {
    byte[] rendered = ManifestFile.render(sealed);
    return Arrays.equals(rendered, ManifestFile.readBytes(directory))
        ? Digest.sha256Of(rendered)
        : null;
  }

  /** Its server died before it could say what it is; or lives, and is about to. */
  private void halfMade(Listed entry) {
    try {
      List<Listed> files = SpoolFiles.list(entry.path());
      boolean empty = files.stream().allMatch(file -> file.name().equals(SpoolLayout.MANIFEST_NEW));
      Instant made = entry.attributes().lastModifiedTime().toInstant();
      if (empty && made.isBefore(Instant.now().minus(HALF_MADE))) {
        SpoolFiles.deleteDirectory(entry.path());
        deleted++;
        return;
      }
      quota.count(files.stream().mapToLong(file -> file.attributes().size()).sum());
      if (!empty) {
        log.atWarn().addKeyValue("directory", entry.path()).log("has no manifest, left alone");
      }
    } catch (IOException e) {
      log.atWarn().addKeyValue("directory", entry.path()).setCause(e).log("is left alone");
    }
  }

  /** What can't be listed is not counted, and said once more. */
  private static long bytesOrNothing(Path directory) {
    try {
      return SpoolFiles.bytes(directory);
    } catch (NoSuchFileException e) {
      return 0; // It was just deleted.
    } catch (IOException e) {
      log.atWarn().addKeyValue("directory", directory).setCause(e).log("is not counted");
      return 0;
    }
  }
}
