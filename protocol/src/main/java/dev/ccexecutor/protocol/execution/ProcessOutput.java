package dev.ccexecutor.protocol.execution;

/**
 * The params of {@code process.output}.
 *
 * @param executionId whose
 * @param type stdout or stderr
 * @param data the output as text; null in the base64 form
 * @param dataBase64 the output's bytes; null in the text form
 * @param offset of the first byte in the stream
 * @param bytes how many of the child's own bytes this stands for
 * @param truncated always false; older clients know it
 */
public record ProcessOutput(
    String executionId,
    StreamType type,
    String data,
    String dataBase64,
    long offset,
    long bytes,
    boolean truncated) {

  /** Without the output, which does not belong in a log. */
  @Override
  public String toString() {
    String where = ", type=" + type + ", offset=" + offset + ", bytes=" + bytes;
    return "ProcessOutput[executionId=" + executionId + where + "]";
  }
}
