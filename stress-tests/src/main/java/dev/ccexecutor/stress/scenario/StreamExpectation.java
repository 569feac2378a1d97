package dev.ccexecutor.stress.scenario;

/**
 * What must come of a stream: a text, then a body.
 *
 * @param startsWith the first of it, with placeholders; with no body beside it, something may
 *     follow
 * @param text all of it, with placeholders
 * @param repeats what its body repeats, up to {@code bytes}
 * @param numberedLines its body is so many lines of fifteen digits, counting from 1
 * @param bytes the length of the body
 * @param atLeastBytes least length of the whole
 */
public record StreamExpectation(
    String startsWith,
    String text,
    String repeats,
    Long numberedLines,
    Long bytes,
    Long atLeastBytes) {

  public StreamExpectation {
    Rules.require(
        text == null || Rules.count(startsWith, repeats, numberedLines, bytes) == 0,
        "text",
        "is all of a stream: nothing else goes with it");
    Rules.require(
        repeats == null || (!repeats.isEmpty() && numberedLines == null),
        "repeats",
        "must not be empty, and does not go with numbered_lines");
    Rules.require(
        numberedLines == null || bytes == null, "bytes", "does not go with numbered_lines");
    Rules.notNegative("bytes", bytes);
    Rules.positive("numbered_lines", numberedLines);
    Rules.positive("at_least_bytes", atLeastBytes);
  }

  /** Whether each byte is known beforehand. */
  public boolean isWhole() {
    return text != null || numberedLines != null || (repeats != null && bytes != null);
  }

  /** The same with these placeholders put in. */
  public StreamExpectation with(Placeholders placeholders) {
    return new StreamExpectation(
        startsWith == null ? null : placeholders.fill(startsWith),
        text == null ? null : placeholders.fill(text),
        repeats,
        numberedLines,
        bytes,
        atLeastBytes);
  }
}
