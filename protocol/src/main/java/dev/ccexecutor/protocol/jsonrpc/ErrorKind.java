package dev.ccexecutor.protocol.jsonrpc;

import java.util.Arrays;
import java.util.Optional;

/** Every error of the contract: {@code error.code}, and the same as a word in {@code data.kind}. */
public enum ErrorKind implements WireName {
  /** Not JSON; the connection stays open. */
  PARSE_ERROR(-32700, "Parse error"),
  /** JSON, but no request. */
  INVALID_REQUEST(-32600, "Invalid request"),
  /** There is no such method. */
  METHOD_NOT_FOUND(-32601, "Method not found"),
  /** {@code data.field} names the field. */
  INVALID_PARAMS(-32602, "Invalid params"),
  /** A fault of the server's; {@code data.error_id} is in its log. */
  INTERNAL_ERROR(-32603, "Internal error"),
  /** {@code data.reason} says which rule. */
  COMMAND_NOT_ALLOWED(-32001, "Command not allowed"),
  /** No such execution; for control and stdin also: it has ended. */
  EXECUTION_NOT_FOUND(-32002, "Execution not found"),
  /** Too many sessions. */
  SESSION_LIMIT(-32003, "Session limit exceeded"),
  /** Too many executions, of the session or the server. */
  EXECUTION_LIMIT(-32005, "Execution limit exceeded"),
  /** {@code data.errno} and {@code data.path} say why. */
  SPAWN_FAILED(-32006, "Process could not be started"),
  /** {@code data.accepted} bytes were taken, {@code data.window} is free. */
  STDIN_FULL(-32007, "Standard input is full"),
  /** An offset that is gone; {@code data.type}, {@code data.available_from}. */
  OUTPUT_EXPIRED(-32008, "Output is no longer kept"),
  /** The same execution id with other parameters. */
  EXECUTION_CONFLICT(-32009, "Execution id is in use with other parameters"),
  /** The server drains. */
  SHUTTING_DOWN(-32010, "Server is shutting down"),
  /** {@code data.state} says what it is in. */
  WRONG_STATE(-32011, "Not possible in this state"),
  /** Unknown or spent session, or a wrong resume token. */
  SESSION_NOT_FOUND(-32012, "Session not found"),
  /** A pause that could not see every process stopped; {@code data.running} pids. */
  NOT_CONFIRMED(-32013, "Not confirmed in time");

  private final int code;
  private final String defaultMessage;

  ErrorKind(int code, String defaultMessage) {
    this.code = code;
    this.defaultMessage = defaultMessage;
  }

  /** The number in {@code error.code}. */
  public int code() {
    return code;
  }

  /** The word in {@code data.kind}. */
  public String kind() {
    return wireName();
  }

  /** What {@code error.message} says where nothing better is known. */
  public String defaultMessage() {
    return defaultMessage;
  }

  /** The kind of an {@code error.code} that was received; empty for a code not of the contract. */
  public static Optional<ErrorKind> ofCode(int code) {
    return Arrays.stream(values()).filter(kind -> kind.code == code).findFirst();
  }
}
