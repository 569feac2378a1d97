package dev.ccexecutor.server.agent.list;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.ccexecutor.server.agent.event.AgentJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Checks a file that an agent has written. */
final class SchemaCheck {
  private static final long MAX_BYTES = 16 << 20;
  private static final int MAX_REASONS = 20;

  private SchemaCheck() {}

  /** All that is wrong, up to some number; empty if nothing is. */
  static List<String> problems(Path file, Path schema) {
    try {
      JsonNode rules = read(schema);
      JsonNode document = read(file);
      // Nothing is fetched: what a schema refers to has to be in it.
      List<Error> errors =
          SchemaRegistry.withDefaultDialect(
                  SpecificationVersion.DRAFT_2020_12,
                  registry -> registry.schemaLoader(loader -> loader.fetchRemoteResources(false)))
              .getSchema(rules)
              .validate(document);
      return errors.stream()
          .limit(MAX_REASONS)
          .map(
              error ->
                  file.getFileName()
                      + " at "
                      + error.getInstanceLocation()
                      + ": "
                      + error.getMessage())
          .toList();
    } catch (IOException unreadable) {
      return List.of(unreadable.getMessage());
    } catch (StackOverflowError endless) {
      return List.of(schema + " is no schema that can be used: it refers to itself without an end");
    } catch (SchemaException unusable) {
      return List.of(schema + " is no schema that can be used: " + unusable.getMessage());
    }
  }

  private static JsonNode read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + " is not there");
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(file + " is longer than " + MAX_BYTES + " bytes");
    }
    try {
      JsonNode document = AgentJson.MAPPER.readTree(Files.readAllBytes(file));
      if (document.isMissingNode()) {
        throw new IOException(file + " is empty");
      }
      return document;
    } catch (JacksonException noJson) {
      throw new IOException(file + " is no JSON: " + noJson.getOriginalMessage(), noJson);
    }
  }
}
