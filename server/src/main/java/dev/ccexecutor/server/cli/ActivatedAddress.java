package dev.ccexecutor.server.cli;

import dev.ccexecutor.server.config.ConfigurationException;
import dev.ccexecutor.server.config.ConnectionSettings;
import dev.ccexecutor.server.config.ServiceVariables;
import dev.ccexecutor.server.posix.InheritedSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Where a server listens that was handed its socket: who may connect is judged by the address that
 * counts, so this takes the place of what is configured.
 */
final class ActivatedAddress {
  private ActivatedAddress() {}

  /**
   * The options, with the address of the socket if there is one.
   *
   * @throws ConfigurationException if what was handed over is of no use
   */
  static Map<String, String> addTo(Map<String, String> options, Map<String, String> environment) {
    OptionalInt descriptor = ServiceVariables.listenDescriptor(environment);
    if (descriptor.isEmpty()) {
      return options;
    }
    try {
      InetSocketAddress address = InheritedSocket.adopt(descriptor.getAsInt());
      Map<String, String> settled = new HashMap<>(options);
      settled.put(ConnectionSettings.HOST.name(), address.getAddress().getHostAddress());
      settled.put(ConnectionSettings.PORT.name(), Integer.toString(address.getPort()));
      return settled;
    } catch (IOException e) {
      throw new ConfigurationException(
          List.of(
              "the socket that was handed over (descriptor "
                  + descriptor.getAsInt()
                  + "): "
                  + e.getMessage()));
    }
  }
}
