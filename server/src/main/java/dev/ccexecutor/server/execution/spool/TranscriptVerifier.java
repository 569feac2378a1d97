package dev.ccexecutor.server.execution.spool;

import dev.ccexecutor.server.execution.spool.SpoolFiles.Listed;
import dev.ccexecutor.server.execution.spool.Verification.Verdict;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Proves that a transcript is as its server has left it, or says what isn't. Changes nothing. */
public final class TranscriptVerifier {
  private final Path directory;
  private final String expectedSha256;
  private final List<String> changes = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();
  private String manifestSha256;
  private int files;
  private long bytes;

  private TranscriptVerifier(Path directory, String expectedSha256) {
    this.directory = directory;
    this.expectedSha256 = expectedSha256;
  }

  /**
   * Reads the whole directory.
   *
   * @param expectedSha256 of the manifest, as the end record or the log has it; null if that is not
   *     known
   */
  public static Verification verify(Path directory, String expectedSha256) {
    return new TranscriptVerifier(directory, expectedSha256).run();
  }

  private Verification run() {
    try {
      Map<String, Listed> present =
          SpoolFiles.list(directory).stream().collect(Collectors.toMap(Listed::name, file -> file));
      if (!present.containsKey(SpoolLayout.MANIFEST)) {
        return without(Verdict.UNREADABLE, "there is no " + SpoolLayout.MANIFEST + " in it");
      }
      byte[] rendered = ManifestFile.readBytes(directory);
      manifestSha256 = Digest.sha256Of(rendered);
      compareManifest();
      return verify(ManifestFile.parse(rendered), present);
    } catch (MalformedManifestException e) {
      return without(Verdict.CHANGED, SpoolLayout.MANIFEST + " " + e.getMessage());
    } catch (NoSuchFileException e) {
      return without(Verdict.UNREADABLE, "there is no such directory");
    } catch (NotDirectoryException e) {
      return without(Verdict.UNREADABLE, "is no directory");
    } catch (IOException e) {
      return without(Verdict.UNREADABLE, "can't be read: " + e);
    }
  }

  private void compareManifest() {
    if (expectedSha256 != null && !manifestSha256.equals(expectedSha256.toLowerCase(Locale.ROOT))) {
      changes.add(SpoolLayout.MANIFEST + " is not the one with that SHA-256");
    }
  }

  private Verification verify(Manifest manifest, Map<String, Listed> present) throws IOException {
    present.remove(SpoolLayout.MANIFEST);
    files = present.size();
    bytes = present.values().stream().mapToLong(file -> file.attributes().size()).sum();
    if (manifest.state() == TranscriptState.RUNNING) {
      checkBlocks(present);
    } else {
      SealedCheck check = new SealedCheck(manifest, present);
      check.run();
      changes.addAll(check.changes());
      remarks.addAll(check.remarks());
    }
    Verdict verdict = verdict(manifest);
    return of(manifest, verdict, verdict == Verdict.CHANGED ? changes : remarks);
  }

  private Verdict verdict(Manifest manifest) {
    if (!changes.isEmpty()) {
      return Verdict.CHANGED;
    }
    if (manifest.state() != TranscriptState.COMPLETED) {
      return Verdict.LOST;
    }
    if (!manifest.isTranscript()) {
      remarks.add("it has no transcript, only what memory had no room for");
      return Verdict.UNREADABLE;
    }
    return Boolean.TRUE.equals(manifest.complete()) ? Verdict.UNCHANGED : Verdict.INCOMPLETE;
  }

  /** Nobody has sealed it: the checksums of the blocks are all there is to go by. */
  private void checkBlocks(Map<String, Listed> present) throws IOException {
    remarks.add(
        "it is not sealed: the command runs, or its server died and no other has started since");
    for (Listed file : present.values()) {
      if (!SpoolLayout.isOurs(file.name()) || !file.attributes().isRegularFile()) {
        changes.add(file.name() + " is not the server's");
        continue;
      }
      Optional<SpoolLayout.DataFile> name = SpoolLayout.DataFile.ofName(file.name());
      if (name.isPresent()) {
        checkBlocks(name.get(), present);
      }
    }
  }

  private void checkBlocks(SpoolLayout.DataFile name, Map<String, Listed> present)
      throws IOException {
    if (!present.containsKey(name.checksumsName())) {
      changes.add(name.checksumsName() + " is missing");
      return;
    }
    if (!present.get(name.checksumsName()).attributes().isRegularFile()) {
      return; // That it is not the server's is said of each file.
    }
    BlockCheck check = BlockCheck.of(directory, name);
    if (check.damage() != null) {
      changes.add(name.name() + ": " + check.damage());
    }
  }

  private Verification without(Verdict verdict, String finding) {
    changes.add(finding);
    return new Verification(
        verdict,
        changes,
        manifestSha256,
        expectedSha256 != null,
        null,
        null,
        null,
        null,
        null,
        files,
        bytes);
  }

  private Verification of(Manifest manifest, Verdict verdict, List<String> findings) {
    TranscriptHeader header = manifest.execution();
    return new Verification(
        verdict,
        findings,
        manifestSha256,
        expectedSha256 != null,
        header.executionId(),
        header.marker(),
        header.startedAt(),
        manifest.endedAt(),
        manifest.end(),
        files,
        bytes);
  }
}
