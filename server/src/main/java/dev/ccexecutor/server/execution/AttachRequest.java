package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.AttachMode;
import dev.ccexecutor.protocol.execution.StreamOffsets;
import dev.ccexecutor.server.execution.output.FeedTerms;

/**
 * How somebody wants to attach.
 *
 * @param offsets from where on, where that was said
 * @param resumes whether a stream of which it was not said goes on where the owner had taken care
 *     of it, with a gap if that is gone; else it begins at the oldest that is kept
 */
public record AttachRequest(
    AttachMode mode, StreamOffsets offsets, boolean resumes, FeedTerms terms) {}
