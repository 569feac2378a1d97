package dev.ccexecutor.server.agent;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What proves the output of an attempt.
 *
 * @param marker the CC_EXECUTION_MARKER of its process, which is in the transcript's manifest too;
 *     null from a server that does not tell it
 * @param directory of the transcript, as the server's file system names it; null if there is none
 * @param manifestSha256 of {@code execution.json} in it, as {@code verify --sha256} wants it
 * @param complete whether the server has all output on its disk
 * @param stdoutSha256 of the bytes as they were received, which are those of the file {@code
 *     stdout}; null if not all were received
 * @param stdoutBytes received
 * @param stderrSha256 of the bytes as they were received; null if not all were received
 * @param stderrBytes received
 */
public record AgentTranscript(
    String marker,
    String directory,
    @JsonProperty("sha256") String manifestSha256,
    Boolean complete,
    String stdoutSha256,
    long stdoutBytes,
    String stderrSha256,
    long stderrBytes) {}
