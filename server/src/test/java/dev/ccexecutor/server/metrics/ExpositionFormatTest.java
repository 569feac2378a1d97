package dev.ccexecutor.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpositionFormatTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|PROMETHEUS_TEXT",
        "*/*|PROMETHEUS_TEXT",
        "text/html,*/*;q=0.8|PROMETHEUS_TEXT",
        "text/plain|PROMETHEUS_TEXT",
        "application/json|PROMETHEUS_TEXT",
        "application/openmetrics-text|OPEN_METRICS",
        "Application/OpenMetrics-Text; version=1.0.0|OPEN_METRICS",
        "application/openmetrics-text;q=0|PROMETHEUS_TEXT",
        "application/openmetrics-text;q=x|PROMETHEUS_TEXT",
        "application/openmetrics-text;q=NaN|PROMETHEUS_TEXT",
        "application/openmetrics-text;q=0.2,text/plain;q=0.5|PROMETHEUS_TEXT",
        "application/openmetrics-text;version=1.0.0;q=0.8,application/openmetrics-text;version=0.0.1;q=0.75,"
            + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1|OPEN_METRICS",
        ";;,,;q=;=|PROMETHEUS_TEXT",
      })
  void shouldTakeWhatIsPreferredWhenAHeaderSaysSo(String accept, ExpositionFormat format) {
    assertThat(ExpositionFormat.preferredBy(List.of(accept))).isEqualTo(format);
  }

  @Test
  void shouldTakeAllHeadersTogetherWhenThereAreSeveral() {
    assertThat(
            ExpositionFormat.preferredBy(
                List.of("text/plain;q=0.1", "application/openmetrics-text;q=0.2")))
        .isEqualTo(ExpositionFormat.OPEN_METRICS);
    assertThat(ExpositionFormat.preferredBy(List.of())).isEqualTo(ExpositionFormat.PROMETHEUS_TEXT);
  }
}
