package dev.ccexecutor.server.mcp.resource;

import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.mcp.executor.ExecutionUri;
import dev.ccexecutor.server.mcp.executor.ExecutorException;
import dev.ccexecutor.server.mcp.executor.ExecutorSession;
import dev.ccexecutor.server.mcp.executor.OutputReader;
import dev.ccexecutor.server.mcp.executor.OutputSlice;
import dev.ccexecutor.server.mcp.executor.StatusDocument;
import dev.ccexecutor.server.mcp.executor.Utf8Text;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What is in a resource. */
final class ResourceContents {
  private static final int MOST_BYTES = 1 << 20;

  /** Names in {@code _meta} are prefixed by whose they are. */
  private static final String META = "dev.ccexecutor/";

  private ResourceContents() {}

  static ObjectNode read(String uri, ExecutionUri address, ExecutorSession session)
      throws ExecutorException, InterruptedException {
    ObjectNode contents = JsonNodeFactory.instance.objectNode().put("uri", uri);
    Optional<StreamType> stream = address.part().stream();
    if (stream.isEmpty()) {
      return contents
          .put("mimeType", "application/json")
          .put("text", StatusDocument.of(session.status(address.executionId())).toString());
    }
    int limit = Math.clamp(address.limit().orElse(MOST_BYTES), 1, MOST_BYTES);
    OptionalLong offset = address.offset().isPresent() ? address.offset() : OptionalLong.of(-limit);
    OutputSlice slice =
        new OutputReader(session, address.executionId(), stream.get(), true)
            .read(offset, limit, Duration.ZERO);
    fill(contents, slice, address.offset().isEmpty(), limit);
    return contents;
  }

  /** As text where it is nothing but text, else as bytes. */
  private static void fill(ObjectNode contents, OutputSlice slice, boolean fromTheEnd, int limit) {
    byte[] bytes = slice.bytes();
    int begin =
        fromTheEnd && slice.offset() > 0 ? Utf8Text.firstCharacter(bytes, 0, bytes.length) : 0;
    boolean isLast = slice.isEndOfStream() || slice.gap().isPresent();
    int whole = isLast ? bytes.length : Utf8Text.endOfCharacters(bytes, begin, bytes.length);
    // The rest of a character may be on its way, unless there is no room for it.
    boolean isPending =
        !isLast
            && bytes.length - begin < limit
            && Utf8Text.isPartOfCharacter(bytes, begin, bytes.length);
    int end = whole == begin && !isPending ? bytes.length : whole;
    Utf8Text text = Utf8Text.of(bytes, begin, end);
    if (text.isExact() && !text.isMostlyControls()) {
      contents.put("mimeType", "text/plain").put("text", text.text());
    } else {
      begin = 0;
      end = bytes.length;
      contents
          .put("mimeType", "application/octet-stream")
          .put("blob", Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, end)));
    }
    contents
        .putObject("_meta")
        .put(META + "offset", slice.offset() + begin)
        .put(META + "next_offset", end == bytes.length ? slice.nextOffset() : slice.offset() + end)
        .put(META + "available_from", slice.available().from())
        .put(META + "available_to", slice.available().to())
        .put(META + "end_of_stream", slice.isEndOfStream() && end == bytes.length)
        .put(META + "state", slice.status().state().wireName());
  }
}
