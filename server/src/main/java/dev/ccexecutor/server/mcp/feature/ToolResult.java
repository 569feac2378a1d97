package dev.ccexecutor.server.mcp.feature;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The results of tools. */
public final class ToolResult {
  private ToolResult() {}

  /** Text, and nothing structured. */
  public static Outcome.Complete text(String text) {
    return new Outcome.Complete(ofText(text));
  }

  /**
   * A document and the same for people. Some clients show a model the document alone, others the
   * text alone, so each has to be enough.
   *
   * @param structuredContent holds to the tool's {@code outputSchema}
   */
  public static Outcome.Complete structured(ObjectNode structuredContent, String text) {
    ObjectNode result = ofText(text);
    result.set("structuredContent", structuredContent);
    return new Outcome.Complete(result);
  }

  /** It did not work, and the model is told why and what to do instead. */
  public static Outcome.Complete error(String text) {
    return new Outcome.Complete(ofText(text).put("isError", true));
  }

  private static ObjectNode ofText(String text) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.putArray("content").addObject().put("type", "text").put("text", text);
    return result;
  }
}
