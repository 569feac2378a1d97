package dev.ccexecutor.server.agent.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines of bytes, within a bound. */
class LineBufferTest {
  private final List<String> lines = new ArrayList<>();
  private final LineBuffer buffer =
      new LineBuffer(5, line -> lines.add(new String(line, StandardCharsets.UTF_8)));

  private void accept(String text) {
    buffer.accept(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void shouldLeaveOutOnlyTheLineThatIsTooLongWhenOthersFollow() {
    accept("ab\n123");
    accept("456789");
    accept("0\n12345\nx");

    assertThat(lines).containsExactly("ab", "12345");
    assertThat(buffer.tooLongLines()).isEqualTo(1);
    assertThat(buffer.restIsTooLong()).isFalse();
    assertThat(new String(buffer.takeRest(), StandardCharsets.UTF_8)).isEqualTo("x");
  }

  @Test
  void shouldSaySoWhenTheRestIsTooLong() {
    accept("123456");

    assertThat(buffer.restIsTooLong()).isTrue();
    assertThat(buffer.takeRest()).isEmpty();
  }
}
