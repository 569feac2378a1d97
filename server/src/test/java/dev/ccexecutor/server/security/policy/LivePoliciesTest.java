package dev.ccexecutor.server.security.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccexecutor.server.testkit.Deadline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LivePoliciesTest {
  @TempDir Path directory;

  private final AtomicInteger loads = new AtomicInteger();

  private PolicyTable newTable() {
    loads.incrementAndGet();
    return new PolicyTable(Map.of(), Policy.UNRESTRICTED, List.of());
  }

  @Test
  void shouldLoadAgainWhenTheFileIsWrittenOrMissingOrThereAgain() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "1");
    LivePolicies policies = LivePolicies.following(file, this::newTable);
    try {
      PolicyTable first = policies.current();
      Files.writeString(file, "22");
      Deadline.await("the change").until(() -> policies.current() != first);
      int after = loads.get();
      Files.delete(file);
      Deadline.await("the absence").until(() -> loads.get() > after);
      int afterThat = loads.get();
      Files.writeString(file, "333");
      Deadline.await("the return").until(() -> loads.get() > afterThat);
    } finally {
      policies.close();
    }
  }

  @Test
  void shouldGoOnWhenALoadThrows() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "1");
    LivePolicies policies =
        LivePolicies.following(
            file,
            () -> {
              PolicyTable table = newTable();
              if (loads.get() == 2) {
                throw new IllegalStateException("a fault of the test's");
              }
              return table;
            });
    try {
      PolicyTable first = policies.current();
      Files.writeString(file, "22");
      Deadline.await("the failing load").until(() -> loads.get() == 2);
      assertThat(policies.current()).isSameAs(first);
      Files.writeString(file, "333");
      Deadline.await("the next load").until(() -> policies.current() != first);
    } finally {
      policies.close();
    }
  }

  @Test
  void shouldNotStartWhenTheFirstLoadFails() {
    assertThatThrownBy(
            () ->
                LivePolicies.following(
                    directory.resolve("file"),
                    () -> {
                      throw new PolicyException(List.of("wrong"));
                    }))
        .isInstanceOf(PolicyException.class)
        .hasMessage("wrong");
  }
}
