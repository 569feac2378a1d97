package dev.ccexecutor.server.execution.spool;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.posix.OwnerOnly;
import dev.ccexecutor.server.posix.RegularFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import tools.jackson.core.JacksonException;

/** Reads and writes {@code execution.json}. Whoever looks finds the old one or the new one. */
final class ManifestFile {
  /** A command line of 1 MiB and thousands of files are far below. */
  private static final int MOST_BYTES = 64 << 20;

  private ManifestFile() {}

  /** The bytes of a manifest's file. */
  static byte[] render(Manifest manifest) {
    return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest);
  }

  /**
   * Replaces it.
   *
   * @param force whether it is to be on the disk when this returns
   */
  static void replace(Path directory, byte[] rendered, boolean force) throws IOException {
    Path beside = directory.resolve(SpoolLayout.MANIFEST_NEW);
    Files.deleteIfExists(beside); // Half a one; or a FIFO, which nobody would ever read.
    try (FileChannel channel =
        FileChannel.open(
            beside,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            OwnerOnly.FILE)) {
      ByteBuffer bytes = ByteBuffer.wrap(rendered);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      if (force) {
        channel.force(true);
      }
    } catch (IOException e) {
      SpoolFiles.deleteQuietly(beside);
      throw e;
    }
    Files.move(beside, directory.resolve(SpoolLayout.MANIFEST), StandardCopyOption.ATOMIC_MOVE);
    if (force) {
      SpoolFiles.forceDirectory(directory);
      SpoolFiles.forceDirectory(directory.getParent());
    }
  }

  /**
   * The bytes of the file.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  static byte[] readBytes(Path directory) throws IOException {
    Path file = directory.resolve(SpoolLayout.MANIFEST);
    try (InputStream in = RegularFile.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new MalformedManifestException("is far too large", null);
      }
      return bytes;
    }
  }

  static Manifest parse(byte[] bytes) throws MalformedManifestException {
    try {
      Manifest manifest = Json.MAPPER.readValue(bytes, Manifest.class);
      if (manifest == null) {
        throw new MalformedManifestException("has nothing in it", null);
      }
      return manifest;
    } catch (JacksonException e) {
      throw new MalformedManifestException("is not of the form that servers write", e);
    }
  }
}
