package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.stress.server.PackagedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The list of what the program consists of, against what it is in fact started with. */
class BillOfMaterialsStressTest {
  private static final Path PACKAGED = PackagedServer.jar().getParent();
  private static final Path BILL = PACKAGED.resolve("cc-executor-server.cdx.json");

  private static JsonNode readBill() throws IOException {
    return Json.MAPPER.readTree(Files.readString(BILL));
  }

  @Test
  void shouldNameEveryJarBesideTheServerWithItsDigestAndNoOther() throws Exception {
    assumeTrue(Files.exists(BILL), "a build that is offline makes no list");
    Map<String, String> listed = new TreeMap<>();
    for (JsonNode component : readBill().get("components")) {
      listed.put(jarNameOf(component), sha256Of(component));
    }

    assertThat(listed).isEqualTo(jarsBesideTheServer());
    assertThat(listed.keySet())
        .anyMatch(name -> name.startsWith("netty-handler-4."))
        .anyMatch(name -> name.startsWith("jackson-databind-3."))
        .noneMatch(name -> name.contains("junit") || name.contains("assertj"));
  }

  /** The classifier is in the package URL only. */
  private static String jarNameOf(JsonNode component) {
    String url = component.get("purl").asString();
    String classifier =
        url.contains("classifier=") ? "-" + url.replaceAll(".*classifier=([^&]*).*", "$1") : "";
    return component.get("name").asString()
        + "-"
        + component.get("version").asString()
        + classifier
        + ".jar";
  }

  private static String sha256Of(JsonNode component) {
    for (JsonNode hash : component.get("hashes")) {
      if (hash.get("alg").asString().equals("SHA-256")) {
        return hash.get("content").asString();
      }
    }
    throw new AssertionError("no digest of " + component.get("purl"));
  }

  private static Map<String, String> jarsBesideTheServer() throws Exception {
    Map<String, String> jars = new TreeMap<>();
    try (Stream<Path> files = Files.list(PACKAGED.resolve("lib"))) {
      for (Path jar : files.toList()) {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar));
        jars.put(jar.getFileName().toString(), HexFormat.of().formatHex(digest));
      }
    }
    return jars;
  }
}
