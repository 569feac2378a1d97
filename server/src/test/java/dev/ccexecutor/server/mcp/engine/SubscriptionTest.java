package dev.ccexecutor.server.mcp.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.server.mcp.feature.Catalog;
import dev.ccexecutor.server.mcp.feature.ListKind;
import dev.ccexecutor.server.mcp.feature.TaskSupport;
import dev.ccexecutor.server.mcp.feature.ToolResult;
import dev.ccexecutor.server.mcp.fixture.FixtureResources;
import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpNames;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SubscriptionTest {
  private static final String ACKNOWLEDGED = "notifications/subscriptions/acknowledged";
  private static final String UPDATED = "notifications/resources/updated";
  private static final String WATCH = "{\"uri\":\"" + FixtureResources.WATCHED + "\"}";

  private final FixtureResources resources = new FixtureResources();
  private final McpEngine engine =
      new McpEngine(
          new Catalog(
              "",
              List.of(
                  TestEngine.tool(
                      "change",
                      TaskSupport.FORBIDDEN,
                      (arguments, context) -> {
                        for (ListKind kind : ListKind.values()) {
                          context.listChanged(kind);
                        }
                        return ToolResult.text("changed");
                      })),
              Optional.of(resources),
              List.of()),
          TestEngine.IDENTITY,
          TestEngine.SMALL);
  private final TestClient client = new TestClient(engine, "ann");

  @AfterEach
  void close() {
    client.close();
    engine.close();
    assertThat(resources.watching(FixtureResources.WATCHED)).isZero();
  }

  private static String listen(String notifications) {
    return "{\"notifications\":" + notifications + "}";
  }

  @Test
  void shouldAcknowledgeWhatItHonorsBeforeAnythingElseWhenAClientListens() {
    RecordingExchange exchange =
        client.modern(
            "subscriptions/listen",
            listen(
                "{\"toolsListChanged\":true,\"promptsListChanged\":true,\"resourceSubscriptions\":[\""
                    + FixtureResources.WATCHED
                    + "\",\"test://none\"]}"));
    JsonNode first = exchange.awaitSent(ACKNOWLEDGED, 1).getFirst().path("params");
    client.modern("tools/call", TestEngine.call("change")).result();
    resources.update(FixtureResources.WATCHED);

    assertThat(first.path("notifications").toString())
        .isEqualTo(
            "{\"toolsListChanged\":true,\"resourceSubscriptions\":[\"test://watched-resource\"]}");
    exchange.awaitSent(UPDATED, 1);
    assertThat(exchange.sent())
        .extracting(one -> one.path("method").stringValue())
        .containsExactly(ACKNOWLEDGED, "notifications/tools/list_changed", UPDATED);
    assertThat(exchange.sent())
        .allSatisfy(
            one ->
                assertThat(
                        one.path("params").path("_meta").path(McpNames.SUBSCRIPTION_ID).intValue())
                    .isZero());
    assertThat(exchange.isOver()).isFalse();
  }

  @Test
  void shouldEndByAResultWhenTheServerShutsDown() {
    RecordingExchange exchange =
        client.modern("subscriptions/listen", listen("{\"toolsListChanged\":true}"));
    exchange.awaitSent(ACKNOWLEDGED, 1);

    engine.close();

    assertThat(exchange.result().path("_meta").path(McpNames.SUBSCRIPTION_ID).intValue()).isZero();
  }

  @Test
  void shouldWatchNoLongerWhenAListenerIsCancelled() {
    RecordingExchange exchange =
        client.modern(
            "subscriptions/listen",
            listen("{\"resourceSubscriptions\":[\"" + FixtureResources.WATCHED + "\"]}"));
    exchange.awaitSent(ACKNOWLEDGED, 1);
    assertThat(resources.watching(FixtureResources.WATCHED)).isEqualTo(1);

    client.cancel(client.lastId());

    await().until(() -> resources.watching(FixtureResources.WATCHED) == 0);
    assertThat(exchange.isDropped()).isTrue();
  }

  @Test
  void shouldTellOnceAndNotMissTheLastWhenAListenerReadsSlowly() {
    RecordingExchange exchange =
        client.modern(
            "subscriptions/listen",
            listen("{\"resourceSubscriptions\":[\"" + FixtureResources.WATCHED + "\"]}"));
    exchange.awaitSent(ACKNOWLEDGED, 1);
    exchange.setWritable(false);
    for (int i = 0; i < 1_000; i++) {
      resources.update(FixtureResources.WATCHED);
    }
    assertThat(exchange.sent(UPDATED)).isEmpty();

    exchange.setWritable(true);

    assertThat(exchange.sent(UPDATED)).hasSize(1);
    resources.update(FixtureResources.WATCHED);
    assertThat(exchange.sent(UPDATED)).hasSize(2);
  }

  @Test
  void shouldTellOfResourcesWhenTheConversationIsLegacy() {
    client.initialize();
    client.legacy("resources/subscribe", WATCH).result();
    client.legacy("resources/subscribe", WATCH).result();

    resources.update(FixtureResources.WATCHED);

    assertThat(client.outlet().awaitSent(UPDATED, 1)).hasSize(1);
    client.legacy("resources/unsubscribe", WATCH).result();
    resources.update(FixtureResources.WATCHED);
    assertThat(client.outlet().sent(UPDATED)).hasSize(1);
    assertThat(resources.watching(FixtureResources.WATCHED)).isZero();
  }

  @Test
  void shouldRefuseASubscriptionWhenThereIsNoSuchResource() {
    RecordingExchange exchange = client.legacy("resources/subscribe", "{\"uri\":\"test://none\"}");

    assertThat(exchange.errorCode()).isEqualTo(McpError.RESOURCE_NOT_FOUND);
    assertThat(exchange.error().data().path("uri").stringValue()).isEqualTo("test://none");
  }

  @Test
  void shouldTellTheNewestWhenAnOutletBecomesWritable() {
    client.initialize();
    client.outlet().setWritable(false);
    client.legacy("tools/call", TestEngine.call("change")).result();
    client.legacy("tools/call", TestEngine.call("change")).result();
    assertThat(client.outlet().sent()).isEmpty();

    client.outlet().setWritable(true);

    assertThat(client.outlet().sent())
        .extracting(one -> one.path("method").stringValue())
        .containsExactly(
            "notifications/tools/list_changed",
            "notifications/prompts/list_changed",
            "notifications/resources/list_changed");
  }

  @Test
  void shouldTellNobodyElseWhenOnePrincipalsResourcesChange() {
    try (TestClient other = new TestClient(engine, "bob").initialize()) {
      client.initialize();
      client.legacy("tools/call", TestEngine.call("change")).result();

      assertThat(client.outlet().sent("notifications/resources/list_changed")).hasSize(1);
      assertThat(other.outlet().sent("notifications/resources/list_changed")).isEmpty();
      assertThat(other.outlet().sent("notifications/tools/list_changed")).hasSize(1);
    }
  }

  @Test
  void shouldRefuseToListenToMoreThanItMayWhenTheListIsLong() {
    assertThat(
            client
                .modern(
                    "subscriptions/listen",
                    listen("{\"resourceSubscriptions\":[\"a\",\"b\",\"c\",\"d\",\"e\"]}"))
                .errorCode())
        .isEqualTo(McpError.INVALID_PARAMS);
    assertThat(client.modern("subscriptions/listen", "{}").errorCode())
        .isEqualTo(McpError.INVALID_PARAMS);
    assertThat(
            client
                .modern("subscriptions/listen", listen("{\"resourceSubscriptions\":[1]}"))
                .errorCode())
        .isEqualTo(McpError.INVALID_PARAMS);
  }
}
