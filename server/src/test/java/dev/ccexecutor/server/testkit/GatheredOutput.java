package dev.ccexecutor.server.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The output of one execution, put together by offset from what came on several connections, one
 * after the other.
 *
 * <p>It fails on the first thing that must not be: a hole without a gap, a byte twice on one
 * connection, other bytes than before at an offset, and anything behind the end record or behind
 * {@code process.detached}. Text only of children that write valid UTF-8.
 */
public final class GatheredOutput {
  private final Map<StreamName, GatheredStream> streams = new EnumMap<>(StreamName.class);
  private RemoteCommand part;
  private int takenOfPart;
  private String overBecause;
  private JsonNode end;

  public GatheredOutput() {
    for (StreamName name : StreamName.values()) {
      streams.put(name, new GatheredStream(name));
    }
  }

  /** Gathers what comes to the one that has started it. */
  public void beginWith(RemoteCommand started) {
    continueWith(started, 0, 0);
  }

  /** Attaches where the last connection has left off; more parameters may be added. */
  public RemoteCommand attach(TestClient client, String executionId, Map<String, ?> more) {
    Map<String, Object> params = new LinkedHashMap<>(offsets());
    params.put("execution_id", executionId);
    params.putAll(more);
    RemoteCommand attached = client.attach(params);
    continueWith(
        attached,
        ((Number) params.get("stdout")).longValue(),
        ((Number) params.get("stderr")).longValue());
    return attached;
  }

  /** Goes on with what comes to this one, which begins at these offsets. */
  public void continueWith(RemoteCommand attached, long stdout, long stderr) {
    streams.get(StreamName.STDOUT).continueAt(stdout);
    streams.get(StreamName.STDERR).continueAt(stderr);
    part = attached;
    takenOfPart = 0;
    overBecause = null;
  }

  /** Takes in what has come on the present connection since the last time. */
  public GatheredOutput takeIn() {
    List<Received> all = part.received();
    all.subList(takenOfPart, all.size()).forEach(this::take);
    takenOfPart = all.size();
    return this;
  }

  /** Takes in what comes until so much of a stream is there, or the end record. */
  public void takeInUntil(StreamName stream, long length) {
    Deadline.await(length + " bytes of " + stream)
        .until(() -> takeIn().length(stream) >= length || overBecause != null);
  }

  /** Takes in all until the end record, which is returned. */
  public JsonNode takeInToEnd() {
    part.awaitCompleted();
    takeIn();
    return end;
  }

  void take(Received one) {
    if (overBecause != null) {
      throw new AssertionError(one + " came behind " + overBecause);
    }
    switch (one) {
      case Received.Data data when data.isEndOfStream() ->
          stream(ReceivedOutput.piece(data).stream()).takeEnd(data.offset());
      case Received.Data data -> take(ReceivedOutput.piece(data));
      case Received.Message message -> take(message);
      default -> throw new AssertionError("not of an execution: " + one);
    }
  }

  private void take(Received.Message message) {
    JsonNode params = message.params();
    switch (message.json().path("method").asString("")) {
      case "process.output" -> take(ReceivedOutput.piece(params));
      case "process.gap" ->
          stream(streamOf(params)).takeGap(params.get("from").asLong(), params.get("to").asLong());
      case "process.detached" -> overBecause = "process.detached";
      case "process.completed" -> complete(params);
      default -> {} // What else there is says nothing of the output.
    }
  }

  private void take(ReceivedOutput.Piece piece) {
    stream(piece.stream()).take(piece);
  }

  private void complete(JsonNode params) {
    overBecause = "process.completed";
    if (end != null) {
      assertThat(params).as("the end record when it comes again").isEqualTo(end);
    }
    end = params;
  }

  private static StreamName streamOf(JsonNode params) {
    return StreamName.valueOf(params.get("type").asString().toUpperCase(Locale.ROOT));
  }

  private GatheredStream stream(StreamName name) {
    return streams.get(name);
  }

  /** Where to go on: {@code stdout} and {@code stderr}, as {@code session.resume} takes them. */
  public Map<String, Long> offsets() {
    Map<String, Long> offsets = new LinkedHashMap<>();
    streams.forEach((name, stream) -> offsets.put(name.wireName(), stream.length()));
    return offsets;
  }

  /** Behind the last byte that has come, or is known not to come. */
  public long length(StreamName name) {
    return stream(name).length();
  }

  /** How many bytes will not come, as gaps have told. */
  public long missingBytes(StreamName name) {
    return stream(name).missingBytes();
  }

  /** Whether a gap has told that the byte at this offset will not come. */
  public boolean isMissing(StreamName name, long offset) {
    return stream(name).isMissing(offset);
  }

  /** All of a stream; what did not come is 0. */
  public byte[] bytes(StreamName name) {
    return stream(name).toBytes();
  }

  /** True once the end record has come. */
  public boolean hasEnd() {
    return end != null;
  }

  /** Fails unless every byte that the end record tells of has come, each stream as it was. */
  public void assertMatchesEnd() {
    assertAccountsForEnd();
    for (StreamName name : StreamName.values()) {
      assertThat(missingBytes(name)).as("bytes of %s that gaps tell of", name).isZero();
      assertThat(end.get(name.wireName()).get("crc32c").asString())
          .as("checksum of %s", name)
          .isEqualTo(ReceivedOutput.crc32c(bytes(name)));
    }
  }

  /** Fails unless every byte that the end record tells of has come, or was told not to come. */
  public void assertAccountsForEnd() {
    assertThat(end).as("the end record").isNotNull();
    for (StreamName name : StreamName.values()) {
      assertThat(end.get(name.wireName()).get("bytes").asLong())
          .as("bytes of %s", name)
          .isEqualTo(length(name));
    }
  }
}
