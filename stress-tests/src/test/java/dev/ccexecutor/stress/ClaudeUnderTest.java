package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The real {@code claude}, one for all classes that want it: it is large. Installed ahead of the
 * first, deleted after the last. Where it can't be had the class is skipped. Whatever a test has it
 * do, it asks for nothing but the messages of the test's script.
 */
final class ClaudeUnderTest implements BeforeAllCallback, AfterEachCallback {

  private OfflineClaude claude;

  @Override
  public void beforeAll(ExtensionContext context) {
    // What is in the root's store is closed when all tests are over.
    claude =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.GLOBAL)
            .getOrComputeIfAbsent(OfflineClaude.class, ignored -> install(), OfflineClaude.class);
  }

  private static OfflineClaude install() {
    try {
      return OfflineClaude.install();
    } catch (RuntimeException skipped) {
      throw skipped;
    } catch (Exception e) {
      throw new IllegalStateException("claude could not be installed", e);
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    assertThat(claude.api().unexpected()).as("requests that nobody should make").isEmpty();
    assertThat(claude.proxy().attempts()).as("ways out that were tried").isEmpty();
  }

  MessagesApiStub api() {
    return claude.api();
  }

  Path program() {
    return claude.program();
  }

  /** See {@link OfflineClaude#words}. */
  List<String> words(String prompt, String... more) {
    return claude.words(prompt, more);
  }

  /** See {@link OfflineClaude#environment}. */
  Map<String, String> environment() {
    return claude.environment();
  }
}
