package dev.ccexecutor.server.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.cli.terminal.EscapeKeys.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EscapeKeysTest {
  private final EscapeKeys keys = new EscapeKeys();
  private final List<Request> requests = new ArrayList<>();

  @Test
  void shouldPassAllOnWhenNoEscapeStandsAtALinesBeginning() {
    assertThat(type("ls ~/x\ra~.b")).isEqualTo("ls ~/x\ra~.b");
    assertThat(requests).isEmpty();
  }

  @Test
  void shouldAskWhenAnEscapeFollowsTheBeginningOrALinesEnd() {
    assertThat(type("~?ls\r~.\n~d~\032x")).isEqualTo("ls\r\nx");
    assertThat(requests)
        .containsExactly(Request.HELP, Request.END, Request.DETACH, Request.SUSPEND);
  }

  @Test
  void shouldPassTheEscapeOnWhenItIsDoubledOrMeansNothing() {
    assertThat(type("~~.\r~x\r~/bin")).isEqualTo("~.\r~x\r~/bin");
    assertThat(requests).isEmpty();
  }

  @Test
  void shouldKnowAnEscapeWhenItComesInPieces() {
    assertThat(type("a\r") + type("~") + type(".") + type("b")).isEqualTo("a\rb");
    assertThat(requests).containsExactly(Request.END);
  }

  private String type(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    EscapeKeys.Typed typed = keys.take(bytes, bytes.length);
    requests.addAll(typed.requests());
    return new String(typed.bytes(), StandardCharsets.UTF_8);
  }
}
