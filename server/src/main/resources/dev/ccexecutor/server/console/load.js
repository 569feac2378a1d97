// Memory and throughput over time.

import { Chart } from './chart.js';
import { byId, showMessage } from './dom.js';
import { isLive } from './executions.js';
import * as format from './format.js';
import { read } from './metrics.js';

const SPAN_MILLIS = 300_000;
const TICK_MILLIS = 2_000;

export class Load {
  #access;
  #executions;
  #memory;
  #output;
  #live;
  #timer = 0;
  #before = null;

  constructor(access, connection, executions) {
    this.#access = access;
    this.#executions = executions;
    const place = byId('charts');
    const shape = { spanMillis: SPAN_MILLIS, most: SPAN_MILLIS / TICK_MILLIS };
    this.#output = new Chart(place, { ...shape, name: 'Output of commands', format: (value) => `${format.bytes(value)}/s` });
    this.#live = new Chart(place, { ...shape, name: 'Live executions', format: String });
    this.#memory = new Chart(place, { ...shape, name: 'Memory of the server', format: format.bytes });
    connection.addEventListener('open', () => this.#tick());
    connection.addEventListener('lost', () => this.#pause());
  }

  #pause() {
    clearTimeout(this.#timer);
    this.#before = null;
  }

  async #tick() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tick(), TICK_MILLIS);
    if (document.hidden) {
      return;
    }
    const { values, trouble } = await read(this.#access);
    showMessage(byId('load-note'), trouble);
    this.#memory.add(values?.get('process_resident_memory_bytes') ?? NaN);
    this.#output.add(this.#throughput(values?.get('cc_executor_child_output_bytes_total')));
    this.#live.add([...this.#executions.entries.values()].filter(({ status }) => isLive(status)).length);
  }

  /** By the server's counter of all clients' commands; without it, by the list of one's own. */
  #throughput(total) {
    const now = performance.now();
    const before = this.#before;
    this.#before = total === undefined ? null : { total, now };
    if (total === undefined) {
      return this.#executions.rate;
    }
    return before && total >= before.total ? ((total - before.total) * 1000) / (now - before.now) : NaN;
  }
}
