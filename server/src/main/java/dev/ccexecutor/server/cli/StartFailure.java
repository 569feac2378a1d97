package dev.ccexecutor.server.cli;

import dev.ccexecutor.server.config.ServerConfig;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.regex.Pattern;

/** Says in one line why the server could not start. */
final class StartFailure {
  /** What Netty puts before the system's own words: {@code bind(..) failed with error(-98): }. */
  private static final Pattern NETTY_PREFIX =
      Pattern.compile("^\\S+ failed with error\\(-?\\d+\\): ");

  private StartFailure() {}

  /** Whether the operator can mend it by another host or port, and needs no stack trace. */
  static boolean isOfTheAddress(Exception failure) {
    return failure instanceof IOException || failure instanceof UnresolvedAddressException;
  }

  static String describe(ServerConfig config, Exception failure) {
    if (!isOfTheAddress(failure)) {
      return "cannot start: " + failure;
    }
    return "cannot listen on " + config.host() + " port " + config.port() + ": " + reason(failure);
  }

  private static String reason(Exception failure) {
    if (failure instanceof UnresolvedAddressException || failure instanceof UnknownHostException) {
      return "unknown host";
    }
    String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    return NETTY_PREFIX.matcher(message).replaceFirst("");
  }
}
