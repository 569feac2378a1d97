package dev.ccexecutor.server.agent.list;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/** Reads YAML or JSON and keeps the lines, so that whatever is wrong can be found. */
final class LocatedReader {
  private static final int MAX_DEPTH = 20;

  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build();

  private final JsonParser parser;

  private LocatedReader(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * The one document of a text.
   *
   * @throws TaskListException if it is none
   */
  static Located read(String text, boolean json) throws TaskListException {
    TokenStreamFactory factory =
        json
            ? JsonFactory.builder().streamReadConstraints(LIMITS).build()
            : YAMLFactory.builder().streamReadConstraints(LIMITS).build();
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() == null) {
        throw TaskListException.of("line 1: the file is empty");
      }
      Located document = new LocatedReader(parser).value();
      if (parser.nextToken() != null) {
        throw TaskListException.of(
            "line " + parser.currentTokenLocation().getLineNr() + ": a second document begins");
      }
      return document;
    } catch (JacksonException malformed) {
      int line = malformed.getLocation() == null ? 1 : malformed.getLocation().getLineNr();
      throw TaskListException.of("line " + line + ": " + malformed.getOriginalMessage());
    }
  }

  private Located value() throws TaskListException {
    int line = parser.currentTokenLocation().getLineNr();
    if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
      throw TaskListException.of("line " + line + ": aliases are not supported: write it out");
    }
    Object value =
        switch (parser.currentToken()) {
          case START_OBJECT -> members();
          case START_ARRAY -> elements();
          case VALUE_STRING -> parser.getString();
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(line);
          case VALUE_TRUE -> true;
          case VALUE_FALSE -> false;
          case VALUE_NULL -> null;
          default -> throw TaskListException.of("line " + line + ": not understood");
        };
    return new Located(line, value);
  }

  private BigDecimal number(int line) throws TaskListException {
    try {
      return parser.getDecimalValue();
    } catch (IllegalArgumentException notFinite) {
      throw TaskListException.of("line " + line + ": not a number that could be used here");
    }
  }

  private Map<String, Located> members() throws TaskListException {
    Map<String, Located> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      int line = parser.currentTokenLocation().getLineNr();
      parser.nextToken();
      if (members.put(name, value()) != null) {
        throw TaskListException.of("line " + line + ": " + name + " is there twice");
      }
    }
    return members;
  }

  private List<Located> elements() throws TaskListException {
    List<Located> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value());
    }
    return elements;
  }
}
