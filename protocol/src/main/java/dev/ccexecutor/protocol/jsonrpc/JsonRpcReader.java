package dev.ccexecutor.protocol.jsonrpc;

import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage.Invalid;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.exc.MismatchedInputException;

/**
 * Turns the bytes of a text frame into messages. No input makes it throw: what is no JSON and what
 * is no message comes out as {@link Invalid}. So does an object with two members of one name, for
 * somebody else who has read it may have gone by the other one.
 *
 * <p>It has no state, and may be used on any thread.
 */
public final class JsonRpcReader {

  /** Most messages of a batch. */
  public static final int MAX_BATCH = 64;

  /** It notices a name that comes twice where it puts the second into the tree, at no cost. */
  private static final ObjectReader TREE =
      Json.MAPPER.reader().with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  private final JsonRpcMessageParser parser;

  /** Reads as this server's own protocol does, which takes what clients older than it send. */
  public JsonRpcReader() {
    this(new JsonRpcMessageParser(false));
  }

  private JsonRpcReader(JsonRpcMessageParser parser) {
    this.parser = parser;
  }

  /** Reads JSON-RPC 2.0 to the letter: with its version, and with no id that is null. */
  public static JsonRpcReader strict() {
    return new JsonRpcReader(new JsonRpcMessageParser(true));
  }

  /**
   * Reads one frame.
   *
   * @param utf8 stays the caller's, and is not kept
   */
  public Incoming read(byte[] utf8, int offset, int length) {
    if (!isText(Unpooled.wrappedBuffer(utf8, offset, length))) {
      return notJson("not UTF-8 text");
    }
    try {
      return incoming(TREE.readTree(utf8, offset, length));
    } catch (StreamConstraintsException e) {
      return notJson("nested too deep, or a number or name too long" + place(e));
    } catch (MismatchedInputException e) {
      return notJson("more than one value, or a name that an object has twice" + place(e));
    } catch (JacksonException e) {
      return notJson("not JSON" + place(e));
    } catch (NumberFormatException e) {
      return notJson("a number with an exponent out of range");
    }
  }

  /**
   * Reads one frame: the readable bytes.
   *
   * @param utf8 stays the caller's; neither its indexes nor its reference count change
   */
  public Incoming read(ByteBuf utf8) {
    int length = utf8.readableBytes();
    if (utf8.hasArray()) {
      return read(utf8.array(), utf8.arrayOffset() + utf8.readerIndex(), length);
    }
    return read(ByteBufUtil.getBytes(utf8), 0, length);
  }

  /** A NUL byte is in no JSON, but would make the parser take the text for UTF-16. */
  private static boolean isText(ByteBuf bytes) {
    return ByteBufUtil.isText(bytes, StandardCharsets.UTF_8) && bytes.bytesBefore((byte) 0) < 0;
  }

  private Incoming incoming(JsonNode root) {
    if (root.isMissingNode()) {
      return notJson("empty");
    }
    if (!root.isArray()) {
      return new Incoming.Single(parser.parse(root));
    }
    if (root.isEmpty() || root.size() > MAX_BATCH) {
      String message = "a batch has from 1 to " + MAX_BATCH + " messages, this has " + root.size();
      return new Incoming.Single(JsonRpcMessageParser.invalid(null, message));
    }
    return batch(root);
  }

  private Incoming batch(JsonNode elements) {
    List<JsonRpcMessage> messages = new ArrayList<>(elements.size());
    for (JsonNode element : elements) {
      messages.add(parser.parse(element));
    }
    return new Incoming.Batch(messages);
  }

  private static Incoming notJson(String reason) {
    JsonRpcError error =
        JsonRpcError.of(
            ErrorKind.PARSE_ERROR, ErrorKind.PARSE_ERROR.defaultMessage() + ": " + reason);
    return new Incoming.Single(new Invalid(null, error));
  }

  private static String place(JacksonException e) {
    TokenStreamLocation location = e.getLocation();
    return location == null
        ? ""
        : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
  }
}
