package dev.ccexecutor.stress.report.chart;

/** How values go up an axis. */
public enum Scale {
  /** Numbers from 0 on. */
  NUMBER,
  /** Bytes from 0 on, in steps of KiB, MiB or GiB. */
  BYTES,
  /** The same, for bytes in a second. */
  BYTES_PER_SECOND,
  /** Milliseconds, each decade as high as the next: a hiccup shows, and so does what is usual. */
  MILLIS_LOGARITHMIC
}
