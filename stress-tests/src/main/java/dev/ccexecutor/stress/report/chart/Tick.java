package dev.ccexecutor.stress.report.chart;

/**
 * A mark of an axis.
 *
 * @param value where it is
 * @param label what is written there
 */
record Tick(double value, String label) {}
