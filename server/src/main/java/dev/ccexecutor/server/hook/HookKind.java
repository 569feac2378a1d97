package dev.ccexecutor.server.hook;

import dev.ccexecutor.protocol.jsonrpc.WireName;

/** When a hook is run. */
public enum HookKind implements WireName {
  /** Before a command starts. */
  PRE_EXECUTE,
  /** After it has ended. */
  POST_EXECUTE
}
