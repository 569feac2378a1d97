package dev.ccexecutor.protocol.jsonrpc;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.Deserializers;

/** Reads the enums of the contract; Jackson's own reader would also take {@code " text "}. */
final class WireNameDeserializer extends ValueDeserializer<WireName> {

  private final Class<?> type;
  private final Map<String, WireName> constants;

  private WireNameDeserializer(Class<?> type) {
    this.type = type;
    this.constants = constantsOf(type);
  }

  @Override
  public WireName deserialize(JsonParser parser, DeserializationContext context) {
    WireName constant =
        parser.hasToken(JsonToken.VALUE_STRING) ? constants.get(parser.getString()) : null;
    if (constant == null) {
      context.handleUnexpectedToken(context.constructType(type), parser);
    }
    return constant;
  }

  private static Map<String, WireName> constantsOf(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(WireName.class::cast)
        .collect(Collectors.toUnmodifiableMap(WireName::wireName, Function.identity()));
  }

  /** Answers Jackson's question for a deserializer, for {@link WireName} enums only. */
  static final class Provider extends Deserializers.Base {

    @Override
    public ValueDeserializer<?> findEnumDeserializer(
        JavaType type, DeserializationConfig config, BeanDescription.Supplier description) {
      return hasDeserializerFor(config, type.getRawClass())
          ? new WireNameDeserializer(type.getRawClass())
          : null;
    }

    @Override
    public boolean hasDeserializerFor(DeserializationConfig config, Class<?> valueType) {
      return valueType.isEnum() && WireName.class.isAssignableFrom(valueType);
    }
  }
}
