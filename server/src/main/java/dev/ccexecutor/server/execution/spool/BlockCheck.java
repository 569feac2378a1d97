package dev.ccexecutor.server.execution.spool;

import dev.ccexecutor.server.posix.RegularFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Reads a file from its beginning as far as it holds what the checksums of its blocks say. Confined
 * to one thread.
 */
final class BlockCheck {
  /** Far above what is written at once. */
  private static final int MOST_BLOCK_BYTES = 4 << 20;

  private final SpoolLayout.DataFile name;
  private final Digest digest = new Digest();
  private final Digest checksumsDigest = new Digest();
  private long goodBytes;
  private long goodChecksumsBytes;
  private String damage;

  private BlockCheck(SpoolLayout.DataFile name) {
    this.name = name;
  }

  /**
   * Checks a file. It may have bytes behind those that there are checksums of: they were being
   * written, and nobody was told of them.
   *
   * @throws IOException if one of both files can't be read
   */
  static BlockCheck of(Path directory, SpoolLayout.DataFile name) throws IOException {
    BlockCheck check = new BlockCheck(name);
    try (InputStream data = RegularFile.newInputStream(directory.resolve(name.name()));
        ChecksumLines lines = new ChecksumLines(directory.resolve(name.checksumsName()))) {
      check.run(data, lines);
    }
    return check;
  }

  private void run(InputStream data, ChecksumLines lines) throws IOException {
    try {
      byte[] line = lines.next();
      while (line != null) {
        take(BlockChecksum.parse(line), data);
        checksumsDigest.update(ByteBuffer.wrap(line));
        goodChecksumsBytes += line.length;
        line = lines.next();
      }
    } catch (MalformedBlockException e) {
      damage = e.getMessage();
    }
  }

  private void take(BlockChecksum block, InputStream data)
      throws IOException, MalformedBlockException {
    if (block.offset() != name.from() + goodBytes || block.bytes() > MOST_BLOCK_BYTES) {
      throw new MalformedBlockException("a checksum that is not of the block that follows");
    }
    byte[] bytes = data.readNBytes((int) block.bytes());
    if (bytes.length < block.bytes()) {
      throw new MalformedBlockException("bytes of the block at " + block.offset() + " are missing");
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    if (!Digest.hex(crc.getValue()).equals(block.crc32c())) {
      throw new MalformedBlockException("the block at " + block.offset() + " has changed");
    }
    digest.update(ByteBuffer.wrap(bytes));
    goodBytes += bytes.length;
  }

  /** Bytes from the beginning that are as they were. */
  long goodBytes() {
    return goodBytes;
  }

  /** Bytes of the checksums' file that are about these. */
  long goodChecksumsBytes() {
    return goodChecksumsBytes;
  }

  /** Of the good bytes. */
  Digest digest() {
    return digest;
  }

  /** Of the good checksums. */
  Digest checksumsDigest() {
    return checksumsDigest;
  }

  /** What ended it; null if that was the end of the checksums. */
  String damage() {
    return damage;
  }
}
