/**
 * The report of a run, as files: for people (Markdown with pictures), for programs (JSON) and for
 * whatever reads the results of tests (JUnit's XML).
 *
 * <p>Names, reasons and what was seen come from files of scenarios and from commands, so each
 * format makes them harmless in its own way.
 */
package dev.ccexecutor.stress.report;
