// What /metrics tells, in the text format of Prometheus.

const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{[^}]*\})?\s+(\S+)/;

/** The sums of all samples of a name. */
export function sums(text) {
  const byName = new Map();
  for (const line of text.split('\n')) {
    const sample = SAMPLE.exec(line);
    const value = sample ? Number(sample[2]) : NaN;
    if (!Number.isNaN(value)) {
      byName.set(sample[1], (byName.get(sample[1]) ?? 0) + value);
    }
  }
  return byName;
}

/** Resolves to {values, trouble}: the sums, or why there are none. */
export async function read(access) {
  try {
    const response = await fetch('metrics', { headers: access.headers, cache: 'no-store' });
    if (response.ok) {
      return { values: sums(await response.text()), trouble: '' };
    }
    return {
      trouble:
        response.status === 404
          ? 'This server has no /metrics, so its memory is not shown.'
          : `/metrics answers with ${response.status}, so memory is not shown.`,
    };
  } catch {
    return { trouble: '/metrics can’t be reached now.' };
  }
}
