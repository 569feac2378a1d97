package dev.ccexecutor.server.mcp.engine;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.ccexecutor.server.mcp.feature.ToolDescription;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.JsonNodeException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds arguments to a tool's schema. Schemas are compiled when they are first needed, since a
 * server that nobody calls so should not start later for it. Any thread.
 */
final class ArgumentCheck {
  private static final int MAX_REASONS = 10;
  private static final int MAX_REASON_LENGTH = 300;
  private static final BigDecimal LEAST_LONG = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal GREATEST_LONG = BigDecimal.valueOf(Long.MAX_VALUE);

  private final Map<String, Schema> compiled = new ConcurrentHashMap<>();

  /** What is wrong, a line for each, such as a model can mend; empty if nothing is. */
  List<String> problems(ToolDescription tool, ObjectNode arguments) {
    Schema schema = compiled.computeIfAbsent(tool.name(), name -> compile(tool.inputSchema()));
    try {
      return errors(schema, arguments).stream()
          .limit(MAX_REASONS)
          .map(ArgumentCheck::text)
          .toList();
    } catch (JsonNodeException noLong) {
      // The validator compares integers as longs, and fails at one that is none.
      List<String> problems = new ArrayList<>();
      outOfRange("", arguments, problems);
      if (problems.isEmpty()) {
        throw noLong;
      }
      return problems;
    }
  }

  private static List<Error> errors(Schema schema, ObjectNode arguments) {
    // In English, wherever the server runs: the rest of what a model reads is.
    return schema.validate(
        arguments, context -> context.executionConfig(config -> config.locale(Locale.ROOT)));
  }

  /** Adds the numbers that no long can hold, down to the depth that a message may have. */
  private static void outOfRange(String place, JsonNode node, List<String> problems) {
    if (problems.size() >= MAX_REASONS) {
      return;
    }
    if (node.isNumber() && !isWithinLong(node.decimalValue())) {
      problems.add(cut(place + ": is out of range"));
    }
    node.properties()
        .forEach(entry -> outOfRange(place + "/" + entry.getKey(), entry.getValue(), problems));
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      outOfRange(place + "/" + i, node.get(i), problems);
    }
  }

  private static boolean isWithinLong(BigDecimal number) {
    return number.compareTo(LEAST_LONG) >= 0 && number.compareTo(GREATEST_LONG) <= 0;
  }

  private static Schema compile(ObjectNode schema) {
    // Nothing is fetched: what a schema refers to has to be in it.
    return SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            registry -> registry.schemaLoader(loader -> loader.fetchRemoteResources(false)))
        .getSchema(schema);
  }

  private static String text(Error error) {
    String place = error.getInstanceLocation().toString();
    return cut((place.isEmpty() ? "" : place + ": ") + error.getMessage());
  }

  private static String cut(String text) {
    return text.length() <= MAX_REASON_LENGTH ? text : text.substring(0, MAX_REASON_LENGTH) + "…";
  }
}
