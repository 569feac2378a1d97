package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.AttachMode;
import dev.ccexecutor.protocol.execution.StreamOffsets;
import dev.ccexecutor.server.execution.output.FeedTerms;
import java.util.Optional;

/**
 * How somebody wants to attach.
 *
 * @param offsets from where on, where that was said
 * @param resumes the claim that this one succeeds to, which must still be the execution's. A stream
 *     of which no offset was given then goes on where that owner had taken care of it, and what is
 *     gone is told by a gap. Without it a stream begins at the oldest that is kept, and what is
 *     gone is refused
 */
public record AttachRequest(
    AttachMode mode, StreamOffsets offsets, Optional<Claim> resumes, FeedTerms terms) {}
