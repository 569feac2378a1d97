package dev.ccexecutor.server.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.server.cli.terminal.StandardDescriptor;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.Pipe;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InputPumpTest {
  @Test
  void shouldLeaveItsReadWhenStopped() throws Exception {
    Pipe pipe = Pipe.open();
    try (InputStream stdin = Channels.newInputStream(pipe.source())) {
      StandardStreams streams =
          new StandardStreams(
              stdin,
              StandardDescriptor.OTHER,
              pipe.sink(),
              StandardDescriptor.OTHER,
              pipe.sink(),
              StandardDescriptor.OTHER);
      InputPump pump = new InputPump(streams, true, Optional.empty(), request -> {});
      pump.start(null); // nothing comes that it could be given
      await().until(InputPumpTest::isReading);

      pump.stop();

      assertThatThrownBy(() -> pump.finished().get(20, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(ClosedByInterruptException.class);
      assertThat(pipe.source().isOpen()).isFalse();
    } finally {
      pipe.sink().close();
    }
  }

  private static boolean isReading() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().equals("stdin"))
        .flatMap(thread -> Arrays.stream(thread.getValue()))
        .anyMatch(frame -> frame.getMethodName().equals("read0"));
  }
}
