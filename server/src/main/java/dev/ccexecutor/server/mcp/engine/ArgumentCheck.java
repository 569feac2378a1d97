package dev.ccexecutor.server.mcp.engine;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.ccexecutor.server.mcp.feature.ToolDescription;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds arguments to a tool's schema. Schemas are compiled when they are first needed, since a
 * server that nobody calls so should not start later for it. Any thread.
 */
final class ArgumentCheck {
  private static final int MAX_REASONS = 10;
  private static final int MAX_REASON_LENGTH = 300;

  private final Map<String, Schema> compiled = new ConcurrentHashMap<>();

  /** What is wrong, a line for each, such as a model can mend; empty if nothing is. */
  List<String> problems(ToolDescription tool, ObjectNode arguments) {
    List<Error> errors =
        compiled
            .computeIfAbsent(tool.name(), name -> compile(tool.inputSchema()))
            // In English, wherever the server runs: the rest of what a model reads is.
            .validate(
                arguments,
                context -> context.executionConfig(config -> config.locale(Locale.ROOT)));
    return errors.stream().limit(MAX_REASONS).map(ArgumentCheck::text).toList();
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
    String text = (place.isEmpty() ? "" : place + ": ") + error.getMessage();
    return text.length() <= MAX_REASON_LENGTH ? text : text.substring(0, MAX_REASON_LENGTH) + "…";
  }
}
