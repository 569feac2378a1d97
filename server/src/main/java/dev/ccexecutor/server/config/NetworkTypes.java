package dev.ccexecutor.server.config;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The types of settings that name hosts and origins. */
final class NetworkTypes {
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:%-]+");

  private static final Pattern HOST_HEADER = Pattern.compile("\\[[0-9a-f:.]+]|[a-z0-9._-]+");

  private static final Pattern ORIGIN =
      Pattern.compile("[a-z][a-z0-9+.-]*://(?:\\[[0-9a-f:.]+]|[a-z0-9._-]+)(?::[0-9]{1,5})?");

  private NetworkTypes() {}

  /** A name or an address; brackets around an IPv6 address are taken off. */
  static SettingType<String> host() {
    return new SettingType<>(
        "HOST",
        "",
        (text, environment) -> {
          boolean bracketed = text.startsWith("[") && text.endsWith("]") && text.contains(":");
          String host = bracketed ? text.substring(1, text.length() - 1) : text;
          // Whether the name can be resolved is only known when the server binds to it.
          if (!HOST.matcher(host).matches()) {
            throw new InvalidValueException("is not a host name or an IP address");
          }
          return host;
        },
        host -> host);
  }

  /** What clients may send as {@code Host}, without a port. */
  static SettingType<Set<String>> hosts() {
    return new SettingType<>(
        "HOSTS",
        "",
        (text, environment) -> {
          Set<String> hosts = new LinkedHashSet<>();
          for (String item : SettingTypes.splitAtCommas(text)) {
            String host = item.toLowerCase(Locale.ROOT);
            if (!HOST_HEADER.matcher(host).matches()) {
              throw new InvalidValueException(
                  "is not a list of hosts like build.example or [2001:db8::1], without ports");
            }
            hosts.add(host);
          }
          return Set.copyOf(hosts);
        },
        hosts -> String.join(",", hosts.stream().sorted().toList()));
  }

  /** What browsers may send as {@code Origin}. No wildcard: any page could then run commands. */
  static SettingType<Set<String>> origins() {
    return new SettingType<>(
        "ORIGINS",
        "",
        (text, environment) -> {
          Set<String> origins = new LinkedHashSet<>();
          for (String item : SettingTypes.splitAtCommas(text)) {
            String origin = item.toLowerCase(Locale.ROOT);
            if (!ORIGIN.matcher(origin).matches()) {
              throw new InvalidValueException("is not a list of origins like https://host:8443");
            }
            origins.add(origin);
          }
          return Set.copyOf(origins);
        },
        origins -> String.join(",", origins.stream().sorted().toList()));
  }
}
