package dev.ccexecutor.stress.scenario;

import java.util.HexFormat;

/**
 * One thing that a bare socket does, on a connection of its own, and what must come of it.
 *
 * @param sendText a text message
 * @param sendHex bytes behind the handshake, as they are
 * @param request the bytes of a connection from the first on, in place of a handshake; {@code
 *     {{host}}} stands for the server's
 * @param oversizedBytes a text message of so many blanks
 * @param randomMessages so many text messages, each a request that was spoilt at random
 * @param randomBytes so many connections that send random bytes, and go
 * @param expectError the {@code error.code} of the answer
 * @param expectClose the code of the close frame
 * @param expectStatus the status of the HTTP answer
 */
public record RawStep(
    String sendText,
    String sendHex,
    String request,
    Integer oversizedBytes,
    Integer randomMessages,
    Integer randomBytes,
    Integer expectError,
    Integer expectClose,
    Integer expectStatus) {

  public RawStep {
    Rules.require(
        Rules.count(sendText, sendHex, request, oversizedBytes, randomMessages, randomBytes) == 1,
        "raw",
        "needs just one of send_text, send_hex, request, oversized_bytes, random_messages and"
            + " random_bytes");
    boolean random = randomMessages != null || randomBytes != null;
    Rules.require(
        Rules.count(expectError, expectClose, expectStatus) == (random ? 0 : 1),
        "raw",
        "needs just one of expect_error, expect_close and expect_status, and none where it is"
            + " random");
    Rules.positive("raw.oversized_bytes", oversizedBytes);
    Rules.positive("raw.random_messages", randomMessages);
    Rules.positive("raw.random_bytes", randomBytes);
    if (sendHex != null) {
      HexFormat.of().parseHex(sendHex);
    }
  }

  /** What it does, for people. */
  public String describe() {
    if (sendText != null) {
      return "text " + abridged(sendText);
    } else if (sendHex != null) {
      return "bytes " + abridged(sendHex);
    } else if (request != null) {
      return "request " + abridged(request.lines().findFirst().orElse(""));
    } else if (oversizedBytes != null) {
      return "a message of " + oversizedBytes + " bytes";
    }
    return randomMessages != null
        ? randomMessages + " messages spoilt at random"
        : randomBytes + " connections with random bytes";
  }

  private static String abridged(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }
}
