package dev.ccexecutor.bench;

/** What a JVM is started with, so that code is measured in the JVM that the launcher gives it. */
public final class JvmFlags {
  public static final String COMPACT_HEADERS = "-XX:+UseCompactObjectHeaders";

  public static final String NO_LEAK_DETECTION = "-Dio.netty.leakDetection.level=disabled";

  /** The server's jar has this in its manifest; JMH's forks take classes from a path. */
  public static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

  private JvmFlags() {}
}
