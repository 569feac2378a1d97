/**
 * The strict grammar that a command line must be of where only some programs may run: words,
 * quotes, pipes. A <i>pipeline</i> is what such a line says, a <i>stage</i> one of its commands.
 */
package dev.ccexecutor.server.security.command;
