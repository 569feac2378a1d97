package dev.ccexecutor.protocol.jsonrpc;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdScalarDeserializer;

/**
 * Takes strings for strings, and nothing else. Jackson's own reader of lists of strings (3.2.4)
 * also goes into an array within the list, and then loses its place.
 */
final class StrictStringDeserializer extends StdScalarDeserializer<String> {

  StrictStringDeserializer() {
    super(String.class);
  }

  @Override
  public String deserialize(JsonParser parser, DeserializationContext context) {
    if (parser.hasToken(JsonToken.VALUE_STRING)) {
      return parser.getString();
    }
    return (String) context.handleUnexpectedToken(context.constructType(String.class), parser);
  }
}
