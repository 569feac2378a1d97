package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.config.ServerConfig;
import dev.ccexecutor.server.method.Dispatcher;
import dev.ccexecutor.server.method.ServerDescription;
import dev.ccexecutor.server.session.Sessions;
import java.util.function.BooleanSupplier;

/**
 * What every connection needs of the server.
 *
 * @param draining whether new work is refused because the server is about to end
 */
record TransportContext(
    ServerConfig config,
    ServerDescription description,
    Sessions sessions,
    Dispatcher dispatcher,
    BooleanSupplier draining) {}
