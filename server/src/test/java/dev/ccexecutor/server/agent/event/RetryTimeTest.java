package dev.ccexecutor.server.agent.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When an error's text says to come again. */
class RetryTimeTest {
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-01-15T12:00:00Z"), ZoneOffset.UTC);

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "usage limit reached|1768478460; 60",
        "usage limit reached|1768478000; 0",
        "Retry-After: 30; 30",
        "rate limited, try again in 2 minutes; 120",
        "please retry in 1.5s.; 1.5",
        "try again in 20 while we look; 20",
        "You've hit your limit · resets 3pm (UTC); 10800",
        "resets at 11:30 am (UTC); 84600",
        "limit resets 14:00; 7200",
        "resets at 8pm (Asia/Tokyo); 82800"
      })
  void shouldGiveTheSecondsWhenATextNamesATime(String text, double seconds) {
    assertThat(RetryTime.secondsIn(text, NOON)).contains(seconds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "try again later", "resets 3 counters", "resets at 99:99", "error|17"})
  void shouldGiveNothingWhenATextNamesNone(String text) {
    assertThat(RetryTime.secondsIn(text, NOON)).isEmpty();
  }
}
