package dev.ccexecutor.server.posix;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The beginning of an ELF file, judged as the kernel does it ahead of an exec (elf(5)). */
final class ElfHeader {
  /** As much as is looked at. */
  static final int BYTES = 64;

  private static final int MAGIC = 0x464c457f; // 0x7f, E, L, F
  private static final int CLASS = 4;
  private static final int CLASS_64 = 2;
  private static final int TYPE = 16;
  private static final int MACHINE = 18;
  private static final int TYPE_EXECUTABLE = 2;
  private static final int TYPE_SHARED = 3;

  /** Of the table of program headers, which says what is to be loaded. */
  private static final int MOST_TABLE_BYTES = 65_536;

  private final ByteBuffer head;

  private ElfHeader(byte[] head) {
    this.head = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
  }

  static boolean isElf(byte[] head) {
    return head.length >= Integer.BYTES && new ElfHeader(head).head.getInt(0) == MAGIC;
  }

  /**
   * Whether an exec would begin to load it; else it fails with ENOEXEC.
   *
   * @param head the first {@link #BYTES}, or all there are
   * @param fileBytes how long the file is
   */
  static boolean canBeLoaded(byte[] head, long fileBytes) {
    return isElf(head) && head.length >= BYTES && new ElfHeader(head).canBeLoaded(fileBytes);
  }

  private boolean canBeLoaded(long fileBytes) {
    boolean wide = head.get(CLASS) == CLASS_64;
    long table = wide ? head.getLong(32) : Integer.toUnsignedLong(head.getInt(28));
    int entryBytes = Short.toUnsignedInt(head.getShort(wide ? 54 : 42));
    long tableBytes = (long) entryBytes * Short.toUnsignedInt(head.getShort(wide ? 56 : 44));
    int type = head.getShort(TYPE);
    return (type == TYPE_EXECUTABLE || type == TYPE_SHARED)
        && Machine.runs(Short.toUnsignedInt(head.getShort(MACHINE)))
        && entryBytes == (wide ? 56 : 32)
        && tableBytes > 0
        && tableBytes <= MOST_TABLE_BYTES
        && table >= 0
        && table <= fileBytes - tableBytes;
  }
}
