package dev.ccexecutor.server.doctor;

import java.io.IOException;

/** Looks at something. Blocks, for a moment; an exception is a problem by itself. */
@FunctionalInterface
interface Look {
  Finding at(Surroundings surroundings) throws IOException, InterruptedException;
}
