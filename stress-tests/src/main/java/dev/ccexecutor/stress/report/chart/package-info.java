/**
 * Lines over time as SVG, written as text: no fonts, no windows, nothing that a server without a
 * screen lacks.
 */
package dev.ccexecutor.stress.report.chart;
