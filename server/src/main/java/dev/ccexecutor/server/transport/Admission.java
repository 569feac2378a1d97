package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.security.Principal;

/** What becomes of a request for the WebSocket endpoint. */
sealed interface Admission {
  /** It may be upgraded. */
  record Granted(Principal principal) implements Admission {}

  /** It is answered, and that is all. */
  record Refused(UpgradeRefusal refusal) implements Admission {}
}
