package dev.ccexecutor.protocol.jsonrpc;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * An enum whose constants appear in JSON as exact strings: by default their names in lower case. On
 * the way in nothing but the exact string is taken, neither another case nor a number.
 */
public interface WireName {

  /** The constant's name, as {@link Enum#name()} gives it. */
  String name();

  /** The constant as JSON has it. */
  @JsonValue
  default String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
