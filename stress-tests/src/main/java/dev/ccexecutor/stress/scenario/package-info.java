/**
 * Scenarios as data: what is done to a server, and what must hold. They are read from YAML, checked
 * strictly, and immutable afterwards.
 *
 * <p>A text may have <i>placeholders</i>: {@code {{bytes}}} stands for a size of the scenario in
 * the form that is run, and is put in while it is read; {@code {{marker}}}, {@code {{index}}},
 * {@code {{work}}} and {@code {{seed}}} are another for each execution, and are put in when it is
 * started.
 */
package dev.ccexecutor.stress.scenario;
