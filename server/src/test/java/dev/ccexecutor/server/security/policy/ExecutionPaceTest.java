package dev.ccexecutor.server.security.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ExecutionPaceTest {
  private long now = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(5); // It overflows on the way.
  private final ExecutionPace pace = new ExecutionPace(() -> now);

  private ExecutionPace.Place take(String name, Policy.Pace bounds) throws Exception {
    return pace.take(name, bounds).orElseThrow();
  }

  private PaceExceededException refusal(String name, Policy.Pace bounds) {
    return catchThrowableOfType(PaceExceededException.class, () -> pace.take(name, bounds));
  }

  private void pass(long millis) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @Test
  void shouldRefuseOneMoreWhenAllPlacesAreTaken() throws Exception {
    Policy.Pace two = new Policy.Pace(2, 0);
    ExecutionPace.Place first = take("a", two);
    take("a", two);

    assertThat(refusal("a", two).bound()).isEqualTo(PaceExceededException.Bound.EXECUTIONS);
    assertThat(refusal("b", two)).isNull();
    first.end();
    assertThat(refusal("a", two)).isNull();
    assertThat(refusal("a", two)).isNotNull();
  }

  @Test
  void shouldGiveAPlaceBackOnceWhenItIsEndedTwice() throws Exception {
    Policy.Pace two = new Policy.Pace(2, 0);
    ExecutionPace.Place first = take("a", two);
    take("a", two);
    first.end();
    first.end();
    first.undo();

    assertThat(refusal("a", two)).isNull();
    assertThat(refusal("a", two)).isNotNull();
  }

  @Test
  void shouldLetStartsThroughAtTheRateWhenTimePasses() throws Exception {
    Policy.Pace perMinute = new Policy.Pace(0, 30);
    for (int i = 0; i < 30; i++) {
      take("a", perMinute).end();
    }

    PaceExceededException refusal = refusal("a", perMinute);
    assertThat(refusal.bound()).isEqualTo(PaceExceededException.Bound.STARTS_PER_MINUTE);
    assertThat(refusal.retryAfterMillis()).isEqualTo(2000);
    pass(1999);
    assertThat(refusal("a", perMinute).retryAfterMillis()).isEqualTo(1);
    pass(1);
    take("a", perMinute).end();
    assertThat(refusal("a", perMinute)).isNotNull();
  }

  @Test
  void shouldNotSaveUpMoreThanAMinuteWhenNothingIsStarted() throws Exception {
    Policy.Pace perMinute = new Policy.Pace(0, 3);
    take("a", perMinute).end();
    pass(TimeUnit.DAYS.toMillis(1));

    List<ExecutionPace.Place> places = new ArrayList<>();
    while (refusal("a", perMinute) == null) {
      places.add(null);
    }
    assertThat(places).hasSize(3);
  }

  @Test
  void shouldGiveTheStartBackWhenItWasNotUsed() throws Exception {
    Policy.Pace one = new Policy.Pace(1, 1);
    take("a", one).undo();

    take("a", one).end();

    assertThat(refusal("a", one).bound()).isEqualTo(PaceExceededException.Bound.STARTS_PER_MINUTE);
  }

  @Test
  void shouldBeginNobodyAnewWhenTheBoundsChange() throws Exception {
    take("a", new Policy.Pace(5, 1));

    assertThat(refusal("a", new Policy.Pace(1, 0)).bound())
        .isEqualTo(PaceExceededException.Bound.EXECUTIONS);
    assertThat(refusal("a", new Policy.Pace(0, 100)).bound())
        .isEqualTo(PaceExceededException.Bound.STARTS_PER_MINUTE);
  }

  @Test
  void shouldCountNothingWhenThereIsNoBound() throws Exception {
    assertThat(pace.take("a", Policy.Pace.UNBOUNDED)).isEmpty();
  }
}
