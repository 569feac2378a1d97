/**
 * What a machine must be like for a server, and whether it is.
 *
 * <p>A {@link dev.ccexecutor.server.doctor.Check} looks at one thing and makes a {@link
 * dev.ccexecutor.server.doctor.Finding} of it. {@code cc-executor doctor} has all of them look; a
 * server has those look that cost nothing before it starts ({@link
 * dev.ccexecutor.server.doctor.StartChecks}). What else a server needs it finds out by doing it,
 * and says so itself. None leaves anything behind.
 */
package dev.ccexecutor.server.doctor;
