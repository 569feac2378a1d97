package dev.ccexecutor.server.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page of the metrics, taken apart strictly: a line that is none of the format fails.
 *
 * @param types by the names of the metrics
 * @param values by the samples as they stand there, name and labels
 */
public record Scrape(Map<String, String> types, Map<String, Double> values) {
  private static final Pattern COMMENT =
      Pattern.compile("# (HELP|TYPE|UNIT) ([a-z_][a-z0-9_]*) (.+)");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-z_][a-z0-9_]*(?:\\{(?:[a-z_]+=\"[^\"\\\\]*\",?)+})?) (NaN|\\+Inf|-?[0-9.E+-]+)");

  /** Asks a server, which must answer. */
  public static Scrape of(RunningTestServer server, String... headerLines) throws IOException {
    HttpExchange.Response response =
        HttpExchange.send(server.port(), "GET", "/metrics", headerLines);
    assertThat(response.status()).as(response.body()).isEqualTo(200);
    return parse(response.body());
  }

  /** A page that must be one. */
  public static Scrape parse(String page) {
    Map<String, String> types = new TreeMap<>();
    Map<String, Double> values = new TreeMap<>();
    for (String line : page.lines().toList()) {
      if (line.equals("# EOF")) {
        continue;
      }
      Matcher comment = COMMENT.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (comment.matches()) {
        if (comment.group(1).equals("TYPE")) {
          assertThat(types.put(comment.group(2), comment.group(3))).as("before: " + line).isNull();
        }
      } else {
        assertThat(sample.matches()).as(line).isTrue();
        Double value = Double.valueOf(sample.group(2).replace("+Inf", "Infinity"));
        assertThat(values.put(sample.group(1), value)).as("before: " + line).isNull();
      }
    }
    return new Scrape(types, values);
  }

  /** The value of a sample, which must be there. */
  public double value(String sample) {
    assertThat(values).containsKey(sample);
    return values.get(sample);
  }

  /** By how much a sample has grown since an earlier scrape. */
  public double since(Scrape earlier, String sample) {
    return value(sample) - earlier.value(sample);
  }

  /** The names and labels of all samples. */
  public Set<String> samples() {
    return new TreeSet<>(values.keySet());
  }
}
