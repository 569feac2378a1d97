package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.metrics.Metric;
import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.Scrape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What docs/operations has for those who watch a server fits what servers tell. */
@Timeout(60)
class OperationsFilesTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final Pattern NAME = Pattern.compile("\\b(?:cc_executor|process|jvm)_[a-z0-9_]+");
  private static final Pattern SELECTOR = Pattern.compile("(cc_executor_[a-z_]+)\\{([^}]*)\\}");
  private static final Pattern MATCHER =
      Pattern.compile("([a-z]+)(?:=~|!~|!=|=)\\\\?\"([^\"\\\\]*)");

  /** What Prometheus adds by itself. */
  private static final Set<String> FROM_PROMETHEUS = Set.of("instance", "job");

  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  @Test
  void shouldHaveEveryMetricInTheTableWhenOperatorsReadIt() throws Exception {
    List<String> rows =
        Files.readAllLines(DOCS.resolve("OPERATIONS.md")).stream()
            .filter(line -> line.startsWith("| `cc_executor_") || line.startsWith("| `process_"))
            .toList();

    assertThat(rows)
        .isEqualTo(Arrays.stream(Metric.values()).map(OperationsFilesTest::row).toList());
  }

  private static String row(Metric metric) {
    String labels =
        metric.labels().stream().map(each -> "`" + each + "`").collect(Collectors.joining(", "));
    return "| `%s` | %s | %s | %s |"
        .formatted(
            metric.wireName(),
            metric.type().name().toLowerCase(Locale.ROOT),
            labels,
            metric.description());
  }

  @ParameterizedTest
  @ValueSource(strings = {"alerts.yml", "grafana-dashboard.json"})
  void shouldNameNothingThatNoServerTellsWhenItIsUsed(String file) throws Exception {
    Set<String> told = namesOnceMemoryWasCollected();
    Set<String> named = new TreeSet<>();
    Matcher name = NAME.matcher(text(file));
    while (name.find()) {
      named.add(name.group());
    }

    assertThat(named).hasSizeGreaterThan(10);
    assertThat(told).containsAll(named);
  }

  @ParameterizedTest
  @ValueSource(strings = {"alerts.yml", "grafana-dashboard.json"})
  void shouldSelectLabelsThatThereAreWhenItIsUsed(String file) throws Exception {
    Set<String> samples = Scrape.of(SERVER).samples();
    Matcher selector = SELECTOR.matcher(text(file));
    int looked = 0;
    while (selector.find()) {
      Matcher matcher = MATCHER.matcher(selector.group(2));
      while (matcher.find()) {
        if (FROM_PROMETHEUS.contains(matcher.group(1))) {
          continue;
        }
        looked++;
        for (String value : matcher.group(2).split("\\|")) {
          String label = matcher.group(1) + "=\"" + value + "\"";
          assertThat(samples)
              .as(selector.group())
              .anyMatch(each -> each.startsWith(selector.group(1) + "{") && each.contains(label));
        }
      }
    }
    assertThat(looked).isPositive();
  }

  @Test
  void shouldBeADashboardWhoseEveryPanelAsksWhenGrafanaReadsIt() throws Exception {
    JsonNode dashboard = Json.MAPPER.readTree(text("grafana-dashboard.json"));

    assertThat(dashboard.get("panels").size()).isGreaterThan(10);
    for (JsonNode panel : dashboard.get("panels")) {
      assertThat(panel.get("title").asString()).isNotBlank();
      for (JsonNode target : panel.get("targets")) {
        assertThat(target.get("expr").asString()).contains("$instance");
      }
    }
  }

  /** What tells of collections is there from the first one behind the first scrape. */
  private static Set<String> namesOnceMemoryWasCollected() throws IOException {
    Scrape.of(SERVER);
    System.gc();
    return Deadline.await("a collection to be told of")
        .until(() -> names(Scrape.of(SERVER)), names -> names.contains("jvm_gc_pause_seconds_sum"));
  }

  /** The names that samples have, histograms' parts among them. */
  private static Set<String> names(Scrape scrape) {
    return scrape.samples().stream()
        .map(sample -> sample.replaceAll("\\{.*", ""))
        .collect(Collectors.toSet());
  }

  private static String text(String file) throws IOException {
    return Files.readString(DOCS.resolve("operations").resolve(file));
  }
}
