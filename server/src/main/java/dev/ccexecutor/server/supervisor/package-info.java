/**
 * What a service manager hears of this server: when it listens, how it does, that it ends. The
 * words are systemd's (sd_notify(3)); without its variables nothing is told.
 */
package dev.ccexecutor.server.supervisor;
