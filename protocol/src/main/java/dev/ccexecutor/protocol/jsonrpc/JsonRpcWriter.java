package dev.ccexecutor.protocol.jsonrpc;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;

/**
 * Turns messages into the UTF-8 bytes of a text frame. Payloads are the records of the contract,
 * maps, or JSON trees; one that cannot be written is a fault of the program, and throws. Half of a
 * surrogate pair, which has no UTF-8, goes out as an escape, as it came in.
 *
 * <p>It has no state, and may be used on any thread.
 */
public final class JsonRpcWriter {

  private static final String VERSION = "2.0";
  private static final ObjectWriter WRITER = Json.MAPPER.writer();

  /** A call's good answer. A null result is written as null. */
  public byte[] result(JsonNode id, Object result) {
    return write(new ResultEnvelope(VERSION, result, id));
  }

  /**
   * A call's other answer.
   *
   * @param idOrNull null where it could not be told what is answered; written as null
   */
  public byte[] error(JsonNode idOrNull, JsonRpcError error) {
    ErrorMember member = new ErrorMember(error.kind().code(), error.message(), error.data());
    return write(new ErrorEnvelope(VERSION, member, idOrNull));
  }

  /** A message that wants no answer. Null params are left out. */
  public byte[] notification(String method, Object params) {
    return write(new CallEnvelope(VERSION, method, params, null));
  }

  /** A message that wants an answer. Null params are left out. */
  public byte[] request(JsonNode id, String method, Object params) {
    return write(new CallEnvelope(VERSION, method, params, id));
  }

  /** The answers of a batch, each as another method of this class made it, as one array. */
  public byte[] batch(List<byte[]> responses) {
    int bytes = responses.stream().mapToInt(response -> response.length + 1).sum() + 1;
    ByteArrayOutputStream array = new ByteArrayOutputStream(bytes);
    char before = '[';
    for (byte[] response : responses) {
      array.write(before);
      array.writeBytes(response);
      before = ',';
    }
    if (responses.isEmpty()) {
      array.write('[');
    }
    array.write(']');
    return array.toByteArray();
  }

  private static byte[] write(Object envelope) {
    return WRITER.writeValueAsBytes(envelope);
  }

  private record ResultEnvelope(
      String jsonrpc,
      @JsonInclude(JsonInclude.Include.ALWAYS) Object result,
      @JsonInclude(JsonInclude.Include.ALWAYS) JsonNode id) {}

  private record ErrorEnvelope(
      String jsonrpc, ErrorMember error, @JsonInclude(JsonInclude.Include.ALWAYS) JsonNode id) {}

  private record ErrorMember(int code, String message, Map<String, Object> data) {}

  private record CallEnvelope(
      String jsonrpc, String method, Object params, @JsonProperty("id") JsonNode id) {}
}
