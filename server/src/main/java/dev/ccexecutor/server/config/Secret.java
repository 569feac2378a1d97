package dev.ccexecutor.server.config;

import java.util.Objects;

/** A text that shows itself nowhere but to whoever asks for it by name. Immutable. */
public final class Secret {
  private final String text;

  /**
   * @param text empty for none
   */
  public Secret(String text) {
    this.text = Objects.requireNonNull(text, "text");
  }

  /** The text itself. */
  public String reveal() {
    return text;
  }

  @Override
  public String toString() {
    return text.isEmpty() ? "none" : "***";
  }
}
