package dev.ccexecutor.server.mcp.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.agent.event.Adapters;
import dev.ccexecutor.server.mcp.feature.Catalog;
import dev.ccexecutor.server.mcp.feature.Tool;
import dev.ccexecutor.server.mcp.feature.ToolDescription;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What models are told of the tools. */
class DescriptionsTest {
  private final Catalog catalog = ExecutorCatalog.create();

  @Test
  void shouldHaveTheEightToolsWhenTheyAreListed() {
    assertThat(catalog.tools())
        .extracting(tool -> tool.description().name())
        .containsExactly(
            "execute",
            "execute_background",
            "execution_status",
            "execution_output",
            "execution_control",
            "execution_input",
            "agent_task",
            "verify_execution");
    assertThat(catalog.instructions().get()).contains("execute_background");
  }

  @Test
  void shouldReadNoDescriptionUntilItIsAskedFor() {
    ExecutorTool tool = new ExecutorTool("not-there", (arguments, context) -> null);

    assertThatThrownBy(tool::description).hasMessageContaining("not-there.json");
    assertThat(catalog.tools().getFirst().description())
        .isSameAs(ExecutorCatalog.create().tools().getFirst().description());
  }

  @Test
  void shouldHoldToTheirOwnSchemaWhenTheyAreSchemas() {
    SchemaRegistry schemas = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    var ofSchemas =
        schemas.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    for (Tool tool : catalog.tools()) {
      ToolDescription description = tool.description();
      assertThat(ofSchemas.validate(description.inputSchema())).as(description.name()).isEmpty();
      assertThat(ofSchemas.validate(description.outputSchema())).as(description.name()).isEmpty();
    }
  }

  /** A model's provider may refuse a tool that has another form, or names that are not these. */
  @Test
  void shouldHaveTheFormThatProvidersTakeWhenTheyAreTools() {
    for (Tool tool : catalog.tools()) {
      JsonNode input = tool.description().inputSchema();
      assertThat(input.get("type").asString()).isEqualTo("object");
      assertThat(input.get("additionalProperties").asBoolean()).isFalse();
      assertThat(List.of("oneOf", "anyOf", "allOf")).noneMatch(input::has);
      assertThat(new ArrayList<>(input.get("properties").propertyNames()))
          .allMatch(name -> name.matches("[a-z0-9_]{1,64}"));
      JsonNode annotations = tool.description().annotations();
      assertThat(annotations.get("title").asString()).isNotEmpty();
      boolean readsOnly = annotations.get("readOnlyHint").asBoolean();
      assertThat(annotations.has("destructiveHint")).isNotEqualTo(readsOnly);
    }
  }

  @Test
  void shouldOfferTheAgentsThatThereAreWhenItIsForAgents() {
    JsonNode agents =
        catalog
            .tool("agent_task")
            .orElseThrow()
            .description()
            .inputSchema()
            .at("/properties/agent/enum");
    assertThat(agents).isEqualTo(Json.MAPPER.valueToTree(Adapters.names()));
  }
}
