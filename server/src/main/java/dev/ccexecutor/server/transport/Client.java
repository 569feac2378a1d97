package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.security.Principal;
import dev.ccexecutor.server.session.ClientKind;

/**
 * Who is at the other end of a WebSocket.
 *
 * @param principal as whom it acts
 * @param kind what its program can do
 * @param isThisServer whether it is the server itself, which acts for the principal
 */
record Client(Principal principal, ClientKind kind, boolean isThisServer) {}
