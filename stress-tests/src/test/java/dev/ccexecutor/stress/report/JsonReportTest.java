package dev.ccexecutor.stress.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonReportTest {
  private static final JsonMapper MAPPER = new JsonMapper();

  @Test
  void shouldHoldTheRunAndItsServerWhenItIsReadBack() {
    JsonNode root = MAPPER.readTree(JsonReport.of(RunFixture.mixed()));

    assertThat(root.get("format").intValue()).isEqualTo(1);
    assertThat(root.get("marker").stringValue()).isEqualTo("marker-1");
    assertThat(root.get("started").stringValue()).isEqualTo("2026-01-02T03:04:05.678Z");
    assertThat(root.get("ended").stringValue()).isEqualTo("2026-01-02T03:04:11.678Z");
    assertThat(root.get("server"))
        .isEqualTo(
            MAPPER.readTree(
                """
                {"version":"1.0.0","url":"ws://127.0.0.1:8004/ws","own":true,"pid":4711,
                 "processors":2,"memory_bytes":8589934592,"java":"25.0.1","kernel":"Linux 6.1"}\
                """));
    assertThat(root.get("totals"))
        .isEqualTo(MAPPER.readTree("{\"scenarios\":3,\"passed\":1,\"failed\":1,\"skipped\":1}"));
  }

  @Test
  void shouldHoldAllOfAScenarioWhenItIsReadBack() {
    JsonNode failed = MAPPER.readTree(JsonReport.of(RunFixture.mixed())).get("scenarios").get(1);

    assertThat(failed)
        .isEqualTo(
            MAPPER.readTree(
                """
                {"name":"yes","category":"flood","outcome":"failed",
                 "reason":"a check did not hold","started":"2026-01-02T03:04:07.678Z",
                 "took_millis":3000,"executions":8,"output_bytes":1048576,
                 "checks":[
                   {"name":"first held","held":true,"expected":"1","seen":"1"},
                   {"name":"checksum","held":false,
                    "expected":"crc32c 00000001","seen":"crc32c ffffffff"}],
                 "starts":{"count":8,"p50_millis":4.0,"p99_millis":5.0,"max_millis":6.0},
                 "controls":{"count":2,"p50_millis":7.0,"p99_millis":8.0,"max_millis":9.0}}\
                """));
  }

  @Test
  void shouldHoldNullForWhatIsUnknownWhenItIsReadBack() {
    JsonNode root = MAPPER.readTree(JsonReport.of(RunFixture.mixed()));

    assertThat(root.get("samples").get(0))
        .isEqualTo(
            MAPPER.readTree(
                """
                {"elapsed_millis":1000,"scenario":"echo","resident_bytes":104857600,
                 "open_files":50,"threads":30,"live_executions":2,
                 "output_bytes_per_second":1024.0,"probe_millis":0.5}\
                """));
    assertThat(root.get("samples").get(1))
        .isEqualTo(
            MAPPER.readTree(
                """
                {"elapsed_millis":2000,"scenario":"","resident_bytes":null,"open_files":null,
                 "threads":null,"live_executions":null,"output_bytes_per_second":null,
                 "probe_millis":null}\
                """));
    assertThat(root.get("scenarios").get(0).get("controls"))
        .isEqualTo(
            MAPPER.readTree(
                "{\"count\":0,\"p50_millis\":null,\"p99_millis\":null,\"max_millis\":null}"));
  }

  @Test
  void shouldKeepEveryCharacterThatUtf8HasWhenNamesAreHostile() {
    byte[] utf8 = JsonReport.of(RunFixture.hostile()).getBytes(StandardCharsets.UTF_8);

    JsonNode check = MAPPER.readTree(utf8).get("scenarios").get(0).get("checks").get(0);

    String kept = RunFixture.HOSTILE.replace('\ud800', '?');
    for (String member : List.of("name", "expected", "seen")) {
      assertThat(check.get(member).stringValue()).isEqualTo(kept);
    }
  }

  @Test
  void shouldHoldEmptyListsWhenNothingWasRun() {
    JsonNode root = MAPPER.readTree(JsonReport.of(RunFixture.empty()));

    assertThat(root.get("scenarios").isArray()).isTrue();
    assertThat(root.get("scenarios")).isEmpty();
    assertThat(root.get("samples")).isEmpty();
  }
}
