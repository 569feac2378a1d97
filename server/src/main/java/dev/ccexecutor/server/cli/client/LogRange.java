package dev.ccexecutor.server.cli.client;

/**
 * What is wanted of a stream.
 *
 * @param from the first byte
 * @param to behind the last byte that was there at the beginning
 * @param wanted false if nothing is
 */
record LogRange(long from, long to, boolean wanted) {}
