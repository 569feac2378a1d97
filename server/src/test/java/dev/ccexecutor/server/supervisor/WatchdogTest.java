package dev.ccexecutor.server.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WatchdogTest {
  private final List<String> told = new ArrayList<>();
  private final List<CompletableFuture<Void>> questions = new ArrayList<>();
  private String status = "idle";

  private final Supervised server =
      new Supervised() {
        @Override
        public CompletableFuture<Void> probe() {
          questions.add(new CompletableFuture<>());
          return questions.getLast();
        }

        @Override
        public String status() {
          return status;
        }
      };

  @Test
  void shouldTellOfALoopThatHangsAndNotThatAllIsWell() {
    Watchdog watchdog = new Watchdog(server, told::add, true);
    for (int look = 1; look < Watchdog.MOST_UNANSWERED; look++) {
      watchdog.look();
    }
    assertThat(told).containsExactly("STATUS=idle\n"); // Late is not hung.
    watchdog.look();
    watchdog.look();
    assertThat(told).containsExactly("STATUS=idle\n", "STATUS=a loop does not answer\n");

    questions.getLast().complete(null);
    watchdog.look();

    assertThat(told).last().isEqualTo("STATUS=idle\nWATCHDOG=1\n");
  }

  @Test
  void shouldAskAgainAfterEachAnswer() {
    Watchdog watchdog = new Watchdog(server, told::add, true);
    for (int i = 0; i < 3; i++) {
      questions.getLast().complete(null);
      watchdog.look();
    }
    watchdog.look(); // The fourth question has no answer.

    assertThat(questions).hasSize(4);
    assertThat(told).containsExactly("STATUS=idle\nWATCHDOG=1\n", "WATCHDOG=1\n", "WATCHDOG=1\n");
  }

  @Test
  void shouldTellOnlyWhatChangesWhenNobodyWaitsForTheWatchdog() {
    Watchdog watchdog = new Watchdog(server, told::add, false);
    for (String next : List.of("idle", "idle", "busy")) {
      status = next;
      questions.getLast().complete(null);
      watchdog.look();
    }

    assertThat(told).containsExactly("STATUS=idle\n", "STATUS=busy\n");
  }
}
