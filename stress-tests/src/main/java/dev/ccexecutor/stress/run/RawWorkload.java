package dev.ccexecutor.stress.run;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.stress.evidence.RawEvidence;
import dev.ccexecutor.stress.scenario.Placeholders;
import dev.ccexecutor.stress.scenario.RawStep;
import dev.ccexecutor.stress.server.RawWebSocket;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.JsonNode;

/** Bare sockets, each step on a connection of its own. */
final class RawWorkload implements Workload {
  private static final int LONGEST_GARBAGE_BYTES = 300;

  /** Broken as they will be, none of these may start anything that does harm. */
  private static final String[] SEEDS = {
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"execute\",\"params\":"
        + "{\"argv\":[\"/bin/true\"],\"timeout\":1,\"grace\":0.1,\"output\":\"none\"}}",
    "{\"jsonrpc\":\"2.0\",\"id\":\"two\",\"method\":\"control\",\"params\":"
        + "{\"type\":\"SIGNAL\",\"signal\":\"CONT\",\"execution_id\":\"x\"}}",
    "[{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"ping\"},{\"jsonrpc\":\"2.0\",\"id\":4,"
        + "\"method\":\"execution.list\",\"params\":{\"cursor\":\"y\"}}]",
    "{\"id\":6,\"method\":\"server.info\",\"params\":null}"
  };

  private final Target target;
  private final Names names;
  private final Random random;

  RawWorkload(Target target, Names names) {
    this.target = target;
    this.names = names;
    this.random = new Random(names.seed());
  }

  @Override
  public void run(Gathered gathered) throws Exception {
    for (RawStep step : names.scenario().raw()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      gathered.add(new RawEvidence(step.describe(), expected(step), seen(step)));
    }
  }

  private static String expected(RawStep step) {
    if (step.expectError() != null) {
      return "error " + step.expectError();
    } else if (step.expectClose() != null) {
      return "close " + step.expectClose();
    }
    return step.expectStatus() != null ? "status " + step.expectStatus() : "an answer to a ping";
  }

  private String seen(RawStep step) throws IOException {
    try {
      if (step.request() != null) {
        return status(step.request());
      } else if (step.randomMessages() != null) {
        return spoiltMessages(step.randomMessages());
      } else if (step.randomBytes() != null) {
        return randomBytes(step.randomBytes());
      }
      return answer(step);
    } catch (EOFException ended) {
      return "the connection ended without a word";
    } catch (SocketTimeoutException silent) {
      return "no answer";
    } catch (SocketException reset) {
      return "the connection broke: " + reset.getMessage();
    }
  }

  private String status(String request) throws IOException {
    String filled = Placeholders.ofTexts(Map.of("host", target.uri().getAuthority())).fill(request);
    try (RawWebSocket socket = RawWebSocket.connect(target.uri())) {
      socket.send(filled.getBytes(StandardCharsets.UTF_8));
      String answer = new String(socket.readAll(), StandardCharsets.UTF_8);
      String[] words = answer.split(" ", 3);
      return words.length == 3 ? "status " + words[1] : "'" + answer + "'";
    }
  }

  /** Of one message, or of bytes as they are: the error, or the code of the close. */
  private String answer(RawStep step) throws IOException {
    try (RawWebSocket socket = RawWebSocket.open(target.uri())) {
      if (step.sendText() != null) {
        socket.sendText(step.sendText());
      } else {
        sendUntilRefused(socket, bytes(step));
      }
      for (RawWebSocket.Frame frame = socket.read(); true; frame = socket.read()) {
        if (frame.opcode() == RawWebSocket.CLOSE) {
          return "close " + frame.closeCode();
        }
        JsonNode message =
            frame.opcode() == RawWebSocket.TEXT
                ? Json.MAPPER.readTree(frame.text())
                : Json.MAPPER.createObjectNode();
        if (!message.has("method")) {
          return message.has("error")
              ? "error " + message.get("error").path("code").asInt(0)
              : "a result: " + message;
        }
      }
    }
  }

  private static byte[] bytes(RawStep step) {
    if (step.sendHex() != null) {
      return HexFormat.of().parseHex(step.sendHex());
    }
    byte[] blanks = new byte[step.oversizedBytes()];
    Arrays.fill(blanks, (byte) ' ');
    return RawWebSocket.frame(0x80 | RawWebSocket.TEXT, blanks);
  }

  /** The server may hang up in the middle, and then its reason is still to be read. */
  private static void sendUntilRefused(RawWebSocket socket, byte[] bytes) throws IOException {
    try {
      socket.send(bytes);
    } catch (SocketException refused) {
      return;
    }
  }

  private String spoiltMessages(int count) throws IOException {
    try (RawWebSocket socket = RawWebSocket.open(target.uri())) {
      for (int number = 0; number < count; number++) {
        socket.send(RawWebSocket.TEXT, spoilt(SEEDS[number % SEEDS.length]));
        if (number % 20 == 0) {
          ping(socket, number);
        }
      }
      return ping(socket, count);
    }
  }

  private String randomBytes(int connections) throws IOException {
    for (int number = 0; number < connections; number++) {
      try (RawWebSocket socket =
          random.nextBoolean()
              ? RawWebSocket.open(target.uri())
              : RawWebSocket.connect(target.uri())) {
        byte[] garbage = new byte[1 + random.nextInt(LONGEST_GARBAGE_BYTES)];
        random.nextBytes(garbage);
        sendUntilRefused(socket, garbage);
        if (random.nextBoolean()) {
          socket.vanish();
        }
      }
    }
    try (RawWebSocket socket = RawWebSocket.open(target.uri())) {
      return ping(socket, connections);
    }
  }

  /** What comes of a ping; all that comes before it is looked at too. */
  private static String ping(RawWebSocket socket, int number) throws IOException {
    String id = "still-open-" + number;
    socket.sendText("{\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\",\"method\":\"ping\"}");
    RawWebSocket.Frame frame = socket.read();
    while (!frame.text().contains(id)) {
      if (frame.opcode() == RawWebSocket.CLOSE) {
        return "close " + frame.closeCode();
      }
      if (frame.text().contains("internal_error")) {
        return frame.text();
      }
      frame = socket.read();
    }
    return "an answer to a ping";
  }

  /** Some bytes of it changed to others of printable ASCII, dropped or doubled; valid UTF-8. */
  private byte[] spoilt(String text) {
    StringBuilder mutant = new StringBuilder(text);
    for (int change = random.nextInt(6); change >= 0 && !mutant.isEmpty(); change--) {
      int index = random.nextInt(mutant.length());
      switch (random.nextInt(4)) {
        case 0 -> mutant.setCharAt(index, (char) (' ' + random.nextInt(95)));
        case 1 -> mutant.deleteCharAt(index);
        case 2 -> mutant.insert(index, mutant.charAt(index));
        default -> mutant.setLength(Math.max(1, index));
      }
    }
    return mutant.toString().getBytes(StandardCharsets.UTF_8);
  }
}
