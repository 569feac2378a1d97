/**
 * How long starts take, from the exec of the launcher on: of a server until it says that it
 * listens, of a client until it has ended.
 */
package dev.ccexecutor.bench.startup;
