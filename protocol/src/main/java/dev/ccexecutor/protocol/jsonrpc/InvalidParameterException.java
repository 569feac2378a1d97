package dev.ccexecutor.protocol.jsonrpc;

/**
 * Thrown by the constructor of a payload that came in with a value it cannot have; {@link
 * Parameters} makes an {@link ErrorKind#INVALID_PARAMS} answer of it.
 */
public final class InvalidParameterException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String field;

  /**
   * @param field the way to the value from the payload that throws, such as {@code env.PATH} or
   *     {@code argv[1]}
   * @param message what it must be, such as {@code "must not be empty"}; never the value itself,
   *     which may be a secret
   */
  public InvalidParameterException(String field, String message) {
    super(message, null, false, false);
    this.field = field;
  }

  /** The way to the wrong value, in wire names. */
  public String field() {
    return field;
  }
}
