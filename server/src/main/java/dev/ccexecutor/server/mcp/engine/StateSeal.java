package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives a client the state of a request to keep, so that it can't be another one when it comes
 * back: it is the same principal's, for the same method and name, and not too old. The key is this
 * process's own. Any thread.
 */
final class StateSeal {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;
  private static final int MAX_LENGTH = 1 << 20;

  private final SecretKeySpec key;
  private final InstantSource clock;
  private final long validMillis;

  StateSeal(InstantSource clock, long validMillis) {
    byte[] secret = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(secret);
    this.key = new SecretKeySpec(secret, ALGORITHM);
    this.clock = clock;
    this.validMillis = validMillis;
  }

  /** Who may bring a state back, and with what. */
  record Owner(String principal, String method, String name) {}

  String seal(Owner owner, JsonNode state) {
    ObjectNode sealed = JsonNodeFactory.instance.objectNode();
    sealed.put("expires", clock.millis() + validMillis);
    sealed.set("state", state);
    byte[] payload = Json.MAPPER.writeValueAsBytes(sealed);
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    return encoder.encodeToString(payload) + "." + encoder.encodeToString(mac(owner, payload));
  }

  /**
   * The state that was sealed.
   *
   * @throws McpException if it is none of this owner's, or is too old
   */
  JsonNode open(Owner owner, String text) throws McpException {
    int dot = text.indexOf('.');
    if (dot < 0 || text.length() > MAX_LENGTH) {
      throw refused();
    }
    try {
      byte[] payload = Base64.getUrlDecoder().decode(text.substring(0, dot));
      byte[] mac = Base64.getUrlDecoder().decode(text.substring(dot + 1));
      if (!MessageDigest.isEqual(mac, mac(owner, payload))) {
        throw refused();
      }
      JsonNode sealed = Json.MAPPER.readTree(payload);
      if (sealed.path("expires").longValue() < clock.millis()) {
        throw McpError.invalidParams("requestState has expired: begin again without it")
            .asException();
      }
      return sealed.path("state");
    } catch (IllegalArgumentException | JacksonException unreadable) {
      throw refused(); // It is a client's text; what is wrong with it is of no use to anybody.
    }
  }

  private static McpException refused() {
    return McpError.invalidParams(
            "requestState is not what this server gave for this request: begin again without it")
        .asException();
  }

  private byte[] mac(Owner owner, byte[] payload) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      for (String part : new String[] {owner.principal(), owner.method(), owner.name()}) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        // With its length, so that no two owners make the same bytes.
        mac.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        mac.update(bytes);
      }
      return mac.doFinal(payload);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java has " + ALGORITHM, missing);
    }
  }
}
