package dev.ccexecutor.stress.evidence;

import java.util.OptionalLong;

/**
 * What came of one stream of one execution.
 *
 * @param bytes how many
 * @param crc32c of them, eight hex digits
 * @param brokenAt the offset of the first piece that did not begin where the one before had ended;
 *     empty if there was none
 * @param gapBytes how many were announced not to come
 * @param head the first of it, as text
 */
public record StreamEvidence(
    long bytes, String crc32c, OptionalLong brokenAt, long gapBytes, String head) {

  /** Nothing came. */
  public static final StreamEvidence NONE =
      new StreamEvidence(0, "00000000", OptionalLong.empty(), 0, "");
}
