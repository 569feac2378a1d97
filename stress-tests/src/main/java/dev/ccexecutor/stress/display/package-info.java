/**
 * What a run is doing, on stderr: some lines that are redrawn on a terminal, and a line for each
 * scenario elsewhere.
 */
package dev.ccexecutor.stress.display;
