/**
 * Output on disk: a directory for each execution that spools, with its bytes, their checksums and a
 * manifest.
 *
 * <p>A <em>transcript</em> is the directory of an execution with {@code spool:"all"}: every byte as
 * it was written, and a manifest that is sealed at the end. With {@code spool:"overflow"} there are
 * <em>segments</em>, which go as soon as they were read. A <em>block</em> is what was written at
 * once, with its checksum. docs/TRANSCRIPTS.md has the format.
 *
 * <p>Reader loops ask ({@link dev.ccexecutor.server.execution.spool.Spool}), spool threads do all
 * work on files and answer on the reader loop.
 */
package dev.ccexecutor.server.execution.spool;
