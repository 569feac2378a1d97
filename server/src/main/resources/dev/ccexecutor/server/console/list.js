// The table of executions: live ones first, then the newest.

import { byId, element, setText } from './dom.js';
import { isLive } from './executions.js';
import * as format from './format.js';

const MOST_ROWS = 200;
const TICK_MILLIS = 1_000;

/** The event "choose" bears the id of what was chosen. */
export class ExecutionList extends EventTarget {
  #executions;
  #rows = byId('rows');
  #filter = byId('filter');
  #liveOnly = byId('live-only');
  #byId = new Map();
  #chosen = '';

  constructor(executions) {
    super();
    this.#executions = executions;
    executions.addEventListener('change', () => this.#show());
    this.#filter.addEventListener('input', () => this.#show());
    this.#liveOnly.addEventListener('change', () => this.#show());
    this.#rows.addEventListener('keydown', (event) => this.#move(event));
    setInterval(() => this.#showAges(), TICK_MILLIS);
  }

  /** Marks what is shown beside the list; an empty id for nothing. */
  mark(id) {
    this.#chosen = id;
    this.#show();
  }

  focus(id) {
    (this.#byId.get(id)?.name ?? this.#filter).focus();
  }

  #selection() {
    const all = [...this.#executions.entries.values()].reverse();
    const words = this.#filter.value.trim().toLowerCase();
    const wanted = all.filter(({ status }) => !words || searchText(status).includes(words));
    const live = wanted.filter(({ status }) => isLive(status));
    const ended = wanted.filter(({ status }) => !isLive(status));
    return this.#liveOnly.checked ? live : [...live, ...ended];
  }

  #show() {
    const entries = this.#selection();
    const shown = entries.slice(0, MOST_ROWS);
    const wanted = new Set(shown.map(({ status }) => status.execution_id));
    for (const [id, row] of this.#byId) {
      if (!wanted.has(id)) {
        row.line.remove();
        this.#byId.delete(id);
      }
    }
    shown.forEach((entry, index) => this.#place(this.#row(entry), index));
    this.#tellCount(entries.length, shown.length);
  }

  #place(row, index) {
    const there = this.#rows.children[index];
    if (there !== row.line) {
      const focused = row.line.contains(document.activeElement);
      this.#rows.insertBefore(row.line, there ?? null);
      if (focused) {
        row.name.focus();
      }
    }
  }

  #row(entry) {
    const { status } = entry;
    let row = this.#byId.get(status.execution_id);
    if (!row) {
      row = this.#newRow(status.execution_id);
      this.#byId.set(status.execution_id, row);
    }
    const state = stateOf(status);
    row.state.dataset.state = state.kind;
    setText(row.state, state.text);
    setText(row.about, describe(status));
    setText(row.rate, isLive(status) ? format.rate(entry.rate) : '');
    setText(row.output, format.bytes(entry.bytes));
    setText(row.age, format.duration(this.#executions.age(status)));
    const chosen = status.execution_id === this.#chosen;
    row.line.classList.toggle('chosen', chosen);
    row.name.setAttribute('aria-pressed', String(chosen));
    return row;
  }

  #newRow(id) {
    const state = element('span', { className: 'state' });
    const name = element('button', { type: 'button', className: 'name', textContent: id, title: id });
    const about = element('span', { className: 'about' });
    const [rate, output, age] = [1, 2, 3].map(() => element('td', { className: 'number' }));
    const line = element('tr', {}, element('td', {}, state), element('td', {}, name, about), rate, output, age);
    line.addEventListener('click', () => this.dispatchEvent(new CustomEvent('choose', { detail: id })));
    return { line, state, name, about, rate, output, age };
  }

  #showAges() {
    for (const [id, row] of this.#byId) {
      const entry = this.#executions.get(id);
      if (entry && isLive(entry.status)) {
        setText(row.age, format.duration(this.#executions.age(entry.status)));
      }
    }
  }

  #tellCount(found, shown) {
    const live = [...this.#executions.entries.values()].filter(({ status }) => isLive(status)).length;
    const all = this.#executions.entries.size;
    setText(byId('list-count'), `${live} live of ${all + this.#executions.leftOut}`);
    document.title = live > 0 ? `(${live}) CC-Executor` : 'CC-Executor';
    const note = byId('list-empty');
    note.hidden = found > 0 && found === shown;
    if (found > shown) {
      setText(note, `${found - shown} more; filter to find them.`);
    } else {
      setText(note, all === 0 ? 'Nothing runs, and nothing has ended lately.' : 'None is like this.');
    }
  }

  #move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const line = event.target.closest('tr');
    if (step && line) {
      const next = step > 0 ? line.nextElementSibling : line.previousElementSibling;
      next?.querySelector('button').focus();
      event.preventDefault();
    }
  }
}

/** What a state is called, and how it is coloured. */
export function stateOf(status) {
  if (status.state !== 'completed') {
    return { kind: status.state, text: status.state };
  }
  const { status: outcome, reason, exit_code: code, signal } = status.exit;
  const text = reason === 'exit' ? `exit ${code}` : reason === 'signal' ? signal : (reason ?? outcome);
  return { kind: outcome, text: text.replaceAll('_', ' ') };
}

function describe(status) {
  const labels = Object.entries(status.labels).map(([name, value]) => `${name}=${value}`);
  return [status.command ?? '', ...labels].filter((text) => text).join('  ');
}

function searchText(status) {
  return `${status.execution_id} ${stateOf(status).text} ${describe(status)}`.toLowerCase();
}
