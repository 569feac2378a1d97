package dev.ccexecutor.server.config;

import java.util.List;
import java.util.Set;

/** Where the server listens, and how it treats connections. */
public final class ConnectionSettings {
  private static final long SECOND = 1_000;

  /**
   * Far below the time after which a silent kernel counts as gone, so that a tick finds its own
   * ping answered.
   */
  private static final long LONGEST_PING_INTERVAL = 120 * SECOND;

  private static final long HOUR = 3_600 * SECOND;
  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;

  public static final Setting<String> HOST =
      Setting.open(
          "host",
          "Address or host name to listen on.",
          NetworkTypes.host(),
          DefaultValue.constant("127.0.0.1"));

  public static final Setting<Integer> PORT =
      Setting.open(
          "port",
          "TCP port to listen on; 0 takes any free one.",
          SettingTypes.wholeNumber(0, 65_535),
          DefaultValue.constant("8003"));

  public static final Setting<Long> HANDSHAKE_TIMEOUT =
      Setting.open(
          "handshake-timeout",
          "How long a client may take from connecting to the end of the WebSocket handshake.",
          SettingTypes.duration(SECOND / 10, HOUR),
          DefaultValue.constant("10"));

  public static final Setting<Long> PING_INTERVAL =
      Setting.open(
          "ping-interval",
          "Time between two WebSocket pings to a silent client.",
          SettingTypes.duration(SECOND / 10, LONGEST_PING_INTERVAL),
          DefaultValue.constant("30"));

  public static final Setting<Set<String>> ALLOWED_ORIGINS =
      Setting.open(
          "allowed-origins",
          "Comma list of origins whose pages may connect from a browser; others are refused.",
          NetworkTypes.origins(),
          DefaultValue.constant(""));

  public static final Setting<Boolean> CONSOLE =
      Setting.open(
          "console",
          "Whether there is a web console at /console, and its own pages may connect.",
          SettingTypes.trueOrFalse(),
          DefaultValue.constant("true"));

  public static final Setting<Boolean> MCP =
      Setting.open(
          "mcp",
          "Whether models can use the server at /mcp, by the Model Context Protocol.",
          SettingTypes.trueOrFalse(),
          DefaultValue.constant("true"));

  public static final Setting<Integer> MAX_SESSIONS =
      Setting.open(
          "max-sessions",
          "Sessions, and so connections, at a time.",
          SettingTypes.wholeNumber(1, 1_000_000),
          DefaultValue.constant("100"));

  public static final Setting<Integer> MAX_MESSAGE_BYTES =
      Setting.open(
          "max-message-bytes",
          "Largest message accepted from a client.",
          SettingTypes.bytes(KIB, 16 * MIB),
          DefaultValue.constant("1M"));

  private ConnectionSettings() {}

  static List<Setting<?>> all() {
    return List.of(
        HOST,
        PORT,
        HANDSHAKE_TIMEOUT,
        PING_INTERVAL,
        ALLOWED_ORIGINS,
        CONSOLE,
        MCP,
        MAX_SESSIONS,
        MAX_MESSAGE_BYTES);
  }
}
