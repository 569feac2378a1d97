package dev.ccexecutor.server.metrics;

import java.util.List;
import java.util.Locale;

/** In which of two formats somebody wants the page. */
public enum ExpositionFormat {
  /** Prometheus's own text, for whoever names nothing that is known. */
  PROMETHEUS_TEXT("text/plain", "text/plain; version=0.0.4; charset=utf-8"),
  OPEN_METRICS(
      "application/openmetrics-text", "application/openmetrics-text; version=1.0.0; charset=utf-8");

  private static final double LEAST = 0;

  private final String mediaType;
  private final String contentType;

  ExpositionFormat(String mediaType, String contentType) {
    this.mediaType = mediaType;
    this.contentType = contentType;
  }

  /** The header of the answer. */
  public String contentType() {
    return contentType;
  }

  String mediaType() {
    return mediaType;
  }

  /**
   * What is preferred (RFC 9110, 12.5.1). OpenMetrics is for those who name it: a browser that
   * takes anything gets what it can show.
   *
   * @param accept the values of the header, as they came
   */
  public static ExpositionFormat preferredBy(List<String> accept) {
    double openMetrics = LEAST;
    double text = LEAST;
    for (String header : accept) {
      for (String range : header.split(",")) {
        double quality = quality(range);
        switch (typeOf(range)) {
          case "application/openmetrics-text" -> openMetrics = Math.max(openMetrics, quality);
          case "text/plain", "text/*" -> text = Math.max(text, quality);
          default -> {} // Neither of the two, or any, which is none in particular.
        }
      }
    }
    return openMetrics > LEAST && openMetrics >= text ? OPEN_METRICS : PROMETHEUS_TEXT;
  }

  private static String typeOf(String range) {
    return range.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  private static double quality(String range) {
    for (String parameter : range.split(";")) {
      String stripped = parameter.strip().toLowerCase(Locale.ROOT);
      if (stripped.startsWith("q=")) {
        try {
          return Double.parseDouble(stripped.substring(2));
        } catch (NumberFormatException e) {
          return LEAST; // A weight that is none is not a wish either.
        }
      }
    }
    return 1;
  }
}
