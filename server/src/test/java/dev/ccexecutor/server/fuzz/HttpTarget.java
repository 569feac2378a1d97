package dev.ccexecutor.server.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/**
 * The first bytes of a connection: each request is answered as HTTP has it or the connection ends,
 * and it ends when the peer has said all that it will.
 */
public final class HttpTarget {
  private HttpTarget() {}

  /** Called once by Jazzer, so that the start is no part of an input's time. */
  public static void fuzzerInitialize() throws Exception {
    FuzzedServer.get();
  }

  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    FuzzedServer server = FuzzedServer.get();
    try (Socket socket = server.connect()) {
      String answer = answer(socket, input);
      if (!answer.isEmpty()) {
        assertThat(answer).matches("(?s)HTTP/1\\.[01] (100|101|200|4[0-9][0-9]|50[135]) .*");
      }
    }
    server.checkNowAndThen();
  }

  private static String answer(Socket socket, byte[] input) throws IOException {
    try {
      socket.getOutputStream().write(input);
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the connection is stuck", e);
    } catch (IOException reset) {
      return ""; // It was refused in the middle, and what was unread made it a reset.
    }
  }
}
