package dev.ccexecutor.server.execution.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.posix.AdoptedOrphans;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TreeSweeperTest {
  private AdoptedOrphans orphans;
  private TreeSweeper sweeper;

  @BeforeEach
  void start() throws Exception {
    orphans = AdoptedOrphans.adopt();
    sweeper = new TreeSweeper(orphans, null);
  }

  @AfterEach
  void stop() throws Exception {
    sweeper.close();
    orphans.close();
  }

  /** Else a resume that comes while it is read could be left to a look that is too old for it. */
  @Test
  void shouldSeeWhoWasBornWhenTheLookBegan() throws Exception {
    CompletableFuture<Boolean> seen = new CompletableFuture<>();
    sweeper.submit(
        new StubSweep() {
          private Process born;

          @Override
          public void begin() {
            try {
              born = new ProcessBuilder("sleep", "1000").start();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }

          @Override
          public boolean pass(View view) {
            seen.complete(view.table().entry((int) born.pid()) != null);
            born.destroyForcibly();
            return true;
          }
        });

    assertThat(seen.get(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void shouldAskNobodyTwiceWhenAnotherCanNotBeAnswered() throws Exception {
    CompletableFuture<Void> answeredAtLast = new CompletableFuture<>();
    int[] passes = new int[1];
    sweeper.submit(
        new StubSweep() {
          @Override
          public boolean pass(View view) {
            passes[0]++;
            return true;
          }
        });
    sweeper.submit(
        new StubSweep() {
          private int failures;

          @Override
          public boolean pass(View view) {
            throw new IllegalStateException("on purpose");
          }

          @Override
          public void failed(Throwable cause) {
            if (failures++ < 2) {
              throw new IllegalStateException("on purpose, too");
            }
            answeredAtLast.complete(null);
          }
        });

    answeredAtLast.get(30, TimeUnit.SECONDS);

    assertThat(passes[0]).isEqualTo(1);
  }

  private abstract static class StubSweep implements TreeSweeper.Sweep {
    @Override
    public boolean glance(Glance glance) {
      return false;
    }

    @Override
    public boolean needsLook() {
      return true;
    }

    @Override
    public void begin() {
      // Nothing to do.
    }

    @Override
    public boolean blind(IOException cause) {
      return false;
    }

    @Override
    public void failed(Throwable cause) {
      throw new AssertionError(cause);
    }
  }
}
