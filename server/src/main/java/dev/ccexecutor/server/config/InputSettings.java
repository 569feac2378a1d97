package dev.ccexecutor.server.config;

import io.netty.util.internal.PlatformDependent;
import java.util.List;

/** How much one peer may ask for at a time, so that it keeps nobody else waiting. */
public final class InputSettings {
  private static final int MOST = 1_000_000;
  private static final long SECOND = 1_000;
  private static final long HOUR = 3_600 * SECOND;
  private static final long MIB = 1024 * 1024;
  private static final long GIB = 1024 * MIB;

  public static final Setting<Integer> MAX_PENDING_CONNECTIONS =
      Setting.open(
          "max-pending-connections",
          "Connections without a session at a time; for one more the oldest of them is closed.",
          SettingTypes.wholeNumber(1, MOST),
          DefaultValue.constant("1000"));

  public static final Setting<Integer> MAX_PENDING_CONNECTIONS_PER_ADDRESS =
      Setting.open(
          "max-pending-connections-per-address",
          "The same from one address, or from one IPv6 network of 64 bits.",
          SettingTypes.wholeNumber(1, MOST),
          DefaultValue.constant("250"));

  public static final Setting<Integer> MAX_REQUESTS_PER_SECOND =
      Setting.open(
          "max-requests-per-second",
          "Messages, and frames of any kind, that are read of one connection in a second; one that"
              + " sends more is read as fast as this.",
          SettingTypes.wholeNumber(1, MOST),
          DefaultValue.constant("20000"));

  public static final Setting<Integer> REQUEST_BURST =
      Setting.open(
          "request-burst",
          "How many of them may come at once after a silence.",
          SettingTypes.wholeNumber(1, MOST),
          DefaultValue.constant("20000"));

  public static final Setting<Integer> MAX_REQUESTS_IN_FLIGHT =
      Setting.open(
          "max-requests-in-flight",
          "Requests of one connection that wait for their answers; one more is refused. Controls"
              + " but PAUSE have as many places of their own.",
          SettingTypes.wholeNumber(1, MOST),
          DefaultValue.constant("4096"));

  public static final Setting<Long> MAX_REQUEST_BYTES =
      Setting.open(
          "max-request-bytes",
          "Memory for the requests of all connections that wait for their answers, besides 256K for"
              + " each connection; one gets no more of it than it leaves.",
          SettingTypes.manyBytes(MIB, 1024 * GIB),
          new DefaultValue(
              "an eighth of the heap",
              environment -> Long.toString(Math.max(MIB, Runtime.getRuntime().maxMemory() / 8))));

  public static final Setting<Long> MAX_INCOMING_BYTES =
      Setting.open(
          "max-incoming-bytes",
          "Memory for the messages of all connections that are not whole yet, besides 64K for each"
              + " connection. While it is short, senders wait, and the slowest are closed.",
          SettingTypes.manyBytes(MIB, 1024 * GIB),
          new DefaultValue(
              "an eighth of the memory for buffers",
              environment ->
                  Long.toString(Math.max(MIB, PlatformDependent.maxDirectMemory() / 8))));

  public static final Setting<Long> MESSAGE_TIMEOUT =
      Setting.open(
          "message-timeout",
          "How long a message of which there is more than 64K may come at less than 1K a second;"
              + " then its connection is closed.",
          SettingTypes.duration(SECOND / 10, HOUR),
          DefaultValue.constant("120"));

  private InputSettings() {}

  static List<Setting<?>> all() {
    return List.of(
        MAX_PENDING_CONNECTIONS,
        MAX_PENDING_CONNECTIONS_PER_ADDRESS,
        MAX_REQUESTS_PER_SECOND,
        REQUEST_BURST,
        MAX_REQUESTS_IN_FLIGHT,
        MAX_REQUEST_BYTES,
        MAX_INCOMING_BYTES,
        MESSAGE_TIMEOUT);
  }

  static InputLimits limits(ResolvedSettings settings) {
    return new InputLimits(
        settings.valueOf(MAX_PENDING_CONNECTIONS),
        settings.valueOf(MAX_PENDING_CONNECTIONS_PER_ADDRESS),
        settings.valueOf(MAX_REQUESTS_PER_SECOND),
        settings.valueOf(REQUEST_BURST),
        settings.valueOf(MAX_REQUESTS_IN_FLIGHT),
        settings.valueOf(MAX_REQUEST_BYTES),
        settings.valueOf(MAX_INCOMING_BYTES),
        settings.valueOf(MESSAGE_TIMEOUT));
  }
}
