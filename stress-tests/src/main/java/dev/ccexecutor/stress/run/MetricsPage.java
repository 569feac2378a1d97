package dev.ccexecutor.stress.run;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The page {@code /metrics} of a server, in the text format of Prometheus. */
final class MetricsPage implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int OK = 200;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final Target target;

  MetricsPage(Target target) {
    this.target = target;
  }

  /** All values by name and labels; empty where there is no such page. */
  Optional<Map<String, Double>> read() throws InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri()).timeout(PATIENCE);
    target
        .options()
        .headers()
        .forEach(
            (name, value) -> {
              if (name.equals("Authorization")) {
                request.header(name, value);
              }
            });
    try {
      HttpResponse<String> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == OK ? Optional.of(parse(answer.body())) : Optional.empty();
    } catch (IOException unreachable) {
      return Optional.empty(); // Then the checks that need it are told as not made.
    }
  }

  private URI uri() {
    URI uri = target.uri();
    String scheme = uri.getScheme().equals("wss") ? "https" : "http";
    return URI.create(scheme + "://" + uri.getRawAuthority() + "/metrics");
  }

  /** Closes its connections, which the server would hold. */
  @Override
  public void close() {
    client.close();
  }

  /** A line is a name, perhaps labels in braces, a blank and a number; some begin with #. */
  static Map<String, Double> parse(String page) {
    Map<String, Double> values = new HashMap<>();
    for (String line : page.lines().toList()) {
      int blank = line.lastIndexOf(' ');
      if (!line.startsWith("#") && blank > 0) {
        values.put(line.substring(0, blank), number(line.substring(blank + 1)));
      }
    }
    return values;
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }
}
