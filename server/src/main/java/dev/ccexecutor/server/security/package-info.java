/**
 * Who may do what: principals, their credentials and their policies. A leaf that knows nothing of
 * sockets, sessions and processes; the packages along the data's way ask it.
 */
package dev.ccexecutor.server.security;
