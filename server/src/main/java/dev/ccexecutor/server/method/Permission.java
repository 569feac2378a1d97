package dev.ccexecutor.server.method;

import dev.ccexecutor.server.posix.SpawnGuard;
import dev.ccexecutor.server.posix.SpawnGuard.ExpectedProgram;
import dev.ccexecutor.server.security.policy.PermittedCommand;
import dev.ccexecutor.server.security.policy.Policy;

/** What a client may do, and what it has asked for in the form in which that may be spawned. */
record Permission(Policy policy, PermittedCommand command) {
  /** What the spawn still has to make sure of. */
  SpawnGuard guard() {
    return new SpawnGuard(
        command.program(),
        command.programs().stream()
            .map(program -> new ExpectedProgram(program.path(), program.realPath()))
            .toList(),
        policy.directories());
  }
}
