package dev.ccexecutor.server.config;

import java.util.Objects;

/** Which CC-Executor this is. */
public final class ProductVersion {
  private ProductVersion() {}

  /** The version that the build wrote into the jar; classes run without a jar have none. */
  public static String current() {
    String version = ProductVersion.class.getPackage().getImplementationVersion();
    return Objects.requireNonNullElse(version, "development");
  }
}
