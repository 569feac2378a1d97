package dev.ccexecutor.server;

import dev.ccexecutor.server.audit.AuditEntry;
import dev.ccexecutor.server.audit.AuditLog;
import dev.ccexecutor.server.audit.FileAuditLog;
import dev.ccexecutor.server.config.AuditConfig;
import dev.ccexecutor.server.config.AuditSettings;
import dev.ccexecutor.server.config.AuditWhenFull;
import dev.ccexecutor.server.config.ConfigurationException;
import dev.ccexecutor.server.config.ProductVersion;
import dev.ccexecutor.server.config.ServerConfig;
import dev.ccexecutor.server.security.policy.LivePolicies;
import dev.ccexecutor.server.transport.ClientAccess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What stands between clients and the machine: who is let in, what may run, and what is written
 * down of both. Open before anything is started, and until everything has ended.
 */
record Safeguards(AuditLog audit, ClientAccess access, LivePolicies policies) {
  /**
   * Opens them, in the order of the record. Blocks.
   *
   * @throws ConfigurationException with everything that is wrong with the first that can't be used
   * @throws IOException if there is no such host
   */
  static Safeguards open(ServerConfig config) throws IOException, InterruptedException {
    AuditLog audit = openAudit(config.audit());
    ClientAccess access = null;
    try {
      access = ClientAccess.open(config, audit);
      LivePolicies policies = PolicyLoading.load(config.policies(), System.getenv("PATH"));
      audit.write(
          AuditEntry.of("server_started")
              .with("pid", ProcessHandle.current().pid())
              .with("version", ProductVersion.current())
              .with("host", config.host())
              .build());
      return new Safeguards(audit, access, policies);
    } catch (IOException | RuntimeException e) {
      if (access != null) {
        access.close();
      }
      audit.close();
      throw e;
    }
  }

  private static AuditLog openAudit(AuditConfig wanted) {
    if (wanted.file().isEmpty()) {
      return AuditLog.NONE;
    }
    Path file = wanted.file().get();
    try {
      return new FileAuditLog(
          file, wanted.maxBytes(), wanted.olderFiles(), wanted.whenFull() == AuditWhenFull.REFUSE);
    } catch (IOException e) {
      throw new ConfigurationException(
          List.of(AuditSettings.AUDIT_FILE.optionName() + " '" + file + "': " + e));
    }
  }

  /** Once nothing runs any more. Those that others tell of something come last. */
  void close() throws InterruptedException {
    policies.close();
    access.close();
    audit.write(AuditEntry.of("server_stopped").build());
    audit.close();
  }
}
