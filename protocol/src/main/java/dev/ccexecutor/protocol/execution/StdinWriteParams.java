package dev.ccexecutor.protocol.execution;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.OptionalLong;

/**
 * The parameters of {@code stdin.write}.
 *
 * @param executionId whose input
 * @param data the bytes as text, which goes as UTF-8; either this or data_base64
 * @param dataBase64 the bytes; both may be missing where there is an eof
 * @param offset of the first byte in the stream; null for the next
 * @param eof nothing comes after this
 */
public record StdinWriteParams(
    String executionId, String data, String dataBase64, Long offset, Boolean eof) {

  public StdinWriteParams {
    ParameterRules.required("execution_id", executionId);
    ParameterRules.knownId("execution_id", executionId);
    boolean ends = eof != null && eof;
    ParameterRules.require(
        data != null || dataBase64 != null || ends,
        "data",
        "is required where there is neither data_base64 nor eof");
    ParameterRules.require(
        data == null || dataBase64 == null, "data_base64", "must not be there beside data");
    ParameterRules.wellFormed("data", data);
    ParameterRules.base64("data_base64", dataBase64);
    ParameterRules.atLeast("offset", offset, 0);
  }

  /** The bytes to write; a new array each time. */
  public byte[] bytes() {
    if (dataBase64 != null) {
      return Base64.getDecoder().decode(dataBase64);
    }
    return data == null ? new byte[0] : data.getBytes(StandardCharsets.UTF_8);
  }

  /** Whether the bytes came as text. */
  public boolean isText() {
    return data != null;
  }

  /** Of the first byte; empty for the next. */
  public OptionalLong firstOffset() {
    return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
  }

  public boolean endsInput() {
    return eof != null && eof;
  }

  /** Without the input, which does not belong in a log. */
  @Override
  public String toString() {
    return "StdinWriteParams[executionId=" + executionId + ", offset=" + offset + "]";
  }
}
