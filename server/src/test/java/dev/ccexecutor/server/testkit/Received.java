package dev.ccexecutor.server.testkit;

import java.util.Arrays;
import tools.jackson.databind.JsonNode;

/** What came from the server, as one thing. */
public sealed interface Received {
  /**
   * A text frame: an answer, a notification, or an array of answers.
   *
   * @param json as it came
   */
  record Message(JsonNode json) implements Received {
    public boolean isNotification(String method) {
      return json.path("method").asString("").equals(method);
    }

    /** What a notification tells. */
    public JsonNode params() {
      return json.path("params");
    }

    public boolean isAbout(String executionId) {
      return params().path("execution_id").asString("").equals(executionId);
    }
  }

  /** A binary frame of the contract. */
  @SuppressWarnings("ArrayRecordComponent") // Compared by content.
  record Data(int version, int stream, int flags, int channel, long offset, byte[] bytes)
      implements Received {
    public boolean isEndOfStream() {
      return (flags & 1) != 0;
    }

    @Override
    public String toString() {
      return "Data[stream="
          + stream
          + ", flags="
          + flags
          + ", channel="
          + channel
          + ", offset="
          + offset
          + ", "
          + bytes.length
          + " bytes]";
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Data data
          && version == data.version
          && stream == data.stream
          && flags == data.flags
          && channel == data.channel
          && offset == data.offset
          && Arrays.equals(bytes, data.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }

  /** A ping. It is not answered: many clients that read seldom answer late, and must live. */
  record Ping() implements Received {}

  /** A pong with its text. */
  record Pong(String text) implements Received {}

  /**
   * A close frame.
   *
   * @param code 1005 if it had none
   */
  record Close(int code, String reason) implements Received {}

  /**
   * The end of the TCP stream.
   *
   * @param reset whether it was cut off and not closed in order
   */
  record EndOfStream(boolean reset) implements Received {}
}
