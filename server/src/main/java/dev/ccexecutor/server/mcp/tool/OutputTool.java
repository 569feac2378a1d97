package dev.ccexecutor.server.mcp.tool;

import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.mcp.executor.ExecutorException;
import dev.ccexecutor.server.mcp.executor.ExecutorSession;
import dev.ccexecutor.server.mcp.executor.OutputReader;
import dev.ccexecutor.server.mcp.executor.OutputSlice;
import dev.ccexecutor.server.mcp.executor.Utf8Text;
import dev.ccexecutor.server.mcp.feature.CallContext;
import dev.ccexecutor.server.mcp.feature.Outcome;
import dev.ccexecutor.server.mcp.feature.ToolResult;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.OptionalLong;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads a part of an execution's output, of one that runs or has ended. */
final class OutputTool implements ExecutorTool.Action {
  private static final int DEFAULT_BYTES = 32 << 10;

  @Override
  public Outcome run(Arguments arguments, CallContext context)
      throws ExecutorException, InterruptedException {
    OptionalLong offset =
        arguments.has("offset")
            ? OptionalLong.of(arguments.integer("offset", 0))
            : OptionalLong.empty();
    boolean isText = !arguments.text("encoding").orElse("text").equals("base64");
    OutputSlice slice = slice(arguments, offset, isText, context);
    return isText ? text(arguments, slice, offset.orElse(0) < 0) : base64(arguments, slice);
  }

  private static OutputSlice slice(
      Arguments arguments, OptionalLong offset, boolean isText, CallContext context)
      throws ExecutorException, InterruptedException {
    StreamType stream =
        arguments.text("stream").orElse("stdout").equals("stderr")
            ? StreamType.STDERR
            : StreamType.STDOUT;
    int mostBytes = mostBytes(arguments);
    Duration patience = Waits.ofSeconds(arguments.number("wait_seconds", 0));
    String executionId = arguments.required("execution_id");
    return Waits.withHeartbeats(
        patience,
        context,
        time -> {
          try (ExecutorSession session =
              ExecutorSession.open(context.caller(), Waits.purpose(patience))) {
            return new OutputReader(session, executionId, stream, isText)
                .read(offset, mostBytes, time);
          }
        },
        slice ->
            isLast(slice)
                || (slice.bytes().length > 0 && !(isText && isUnfinished(slice, 0, mostBytes))));
  }

  private static int mostBytes(Arguments arguments) {
    return (int) arguments.integer("max_bytes", DEFAULT_BYTES);
  }

  /** Whether no byte can follow its last. */
  private static boolean isLast(OutputSlice slice) {
    return slice.isEndOfStream() || slice.gap().isPresent();
  }

  /** Whether it is but the first part of a character, the rest of which can still be had. */
  private static boolean isUnfinished(OutputSlice slice, int begin, int mostBytes) {
    int length = slice.bytes().length;
    return !isLast(slice)
        && length - begin < mostBytes
        && Utf8Text.isPartOfCharacter(slice.bytes(), begin, length);
  }

  private static Outcome base64(Arguments arguments, OutputSlice slice) {
    ObjectNode document = document(arguments, slice, slice.offset(), slice.nextOffset());
    String encoded = Base64.getEncoder().encodeToString(slice.bytes());
    document.put("base64", encoded);
    return outcome(document, encoded);
  }

  /** Of whole characters, but where there is no more of one to come. */
  private static Outcome text(Arguments arguments, OutputSlice slice, boolean fromTheEnd) {
    byte[] bytes = slice.bytes();
    int begin = fromTheEnd ? Utf8Text.firstCharacter(bytes, 0, bytes.length) : 0;
    int whole = isLast(slice) ? bytes.length : Utf8Text.endOfCharacters(bytes, begin, bytes.length);
    boolean isPending = isUnfinished(slice, begin, mostBytes(arguments));
    int end = whole == begin && !isPending ? bytes.length : whole;
    Utf8Text text = Utf8Text.of(bytes, begin, end);
    long next = end < bytes.length ? slice.offset() + end : slice.nextOffset();
    ObjectNode document = document(arguments, slice, slice.offset() + begin, next);
    document.put("text", text.text());
    document.put("is_utf8", text.isExact());
    return outcome(document, text.text());
  }

  private static ObjectNode document(
      Arguments arguments, OutputSlice slice, long offset, long nextOffset) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("execution_id", arguments.text("execution_id").orElse(""));
    document.put("stream", slice.stream().wireName());
    document.put("state", slice.status().state().wireName());
    document.put("offset", offset);
    document.put("next_offset", nextOffset);
    document.put("end_of_stream", slice.isEndOfStream());
    document
        .putObject("available")
        .put("from", slice.available().from())
        .put("to", slice.available().to());
    slice
        .gap()
        .ifPresent(gap -> document.putObject("gap").put("from", gap.from()).put("to", gap.to()));
    return document;
  }

  private static Outcome outcome(ObjectNode document, String content) {
    StringBuilder text = new StringBuilder();
    for (String name : Arrays.asList("stream", "state", "offset", "next_offset", "end_of_stream")) {
      text.append(name).append(' ').append(document.get(name).asString()).append(", ");
    }
    text.setLength(text.length() - 2);
    if (document.has("gap")) {
      text.append("\nBytes from ")
          .append(document.at("/gap/from").asString())
          .append(" to ")
          .append(document.at("/gap/to").asString())
          .append(" are not kept.");
    }
    return ToolResult.structured(document, text.append('\n').append(content).toString());
  }
}
