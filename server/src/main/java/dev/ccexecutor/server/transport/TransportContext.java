package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.audit.AuditLog;
import dev.ccexecutor.server.config.ServerConfig;
import dev.ccexecutor.server.method.Dispatcher;
import dev.ccexecutor.server.method.ServerDescription;
import dev.ccexecutor.server.metrics.Scrapes;
import dev.ccexecutor.server.session.Sessions;
import io.netty.channel.group.ChannelGroup;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What every connection needs of the server.
 *
 * @param access by what clients are let in
 * @param draining whether new work is refused because the server is about to end
 * @param connections all that are open
 * @param pending those of them that have no session
 * @param incoming what messages hold that are not whole yet
 * @param console the pages of the web console; none if there is to be none
 * @param inProcess how many connections it has to itself
 * @param mcp what models use; empty if there is to be none
 * @param scrapes make the page of the metrics
 * @param audit is told who comes and goes
 */
record TransportContext(
    ServerConfig config,
    ClientAccess access,
    ServerDescription description,
    Sessions sessions,
    Dispatcher dispatcher,
    BooleanSupplier draining,
    ChannelGroup connections,
    PendingConnections pending,
    IncomingMemory incoming,
    ConsoleFiles console,
    InProcessPlaces inProcess,
    Optional<McpAccess> mcp,
    Scrapes scrapes,
    AuditLog audit) {}
