package dev.ccexecutor.server.cli.client;

import dev.ccexecutor.server.config.Setting;
import io.netty.util.NetUtil;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;

/** Where the server is. */
public final class ServerAddress {
  public static final String URL_VARIABLE = Setting.ENVIRONMENT_PREFIX + "URL";
  public static final String DEFAULT_URL = "ws://127.0.0.1:8003/ws";

  private static final int MAX_PORT = 65_535;

  private ServerAddress() {}

  /** By the option, else the environment, else here. */
  public static URI of(GivenOptions options, Map<String, String> environment)
      throws WrongArgumentException {
    return of(options.text(ClientOption.URL), environment);
  }

  /** By what was given, else the environment, else here. */
  public static URI of(String given, Map<String, String> environment)
      throws WrongArgumentException {
    String text = given != null ? given : environment.getOrDefault(URL_VARIABLE, "");
    try {
      URI uri = new URI(text.isEmpty() ? DEFAULT_URL : text);
      if (isOfServer(uri)) {
        return uri;
      }
    } catch (URISyntaxException malformed) {
      // It is told below, with what is wanted.
    }
    throw new WrongArgumentException(
        "'" + text + "' is no URL of a server: ws://HOST:PORT/ws, or wss://… for TLS");
  }

  private static boolean isOfServer(URI uri) {
    boolean webSocket =
        "ws".equalsIgnoreCase(uri.getScheme()) || "wss".equalsIgnoreCase(uri.getScheme());
    return webSocket && uri.getHost() != null && uri.getPort() <= MAX_PORT;
  }

  /** Told by the name alone: to look names up might ask a name server far away. */
  public static boolean isThisMachine(URI server) {
    String host = server.getHost() == null ? "" : server.getHost();
    if (host.equalsIgnoreCase("localhost")) {
      return true;
    }
    byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
    return address != null && (address.length == 4 ? address[0] == 127 : host.equals("[::1]"));
  }
}
