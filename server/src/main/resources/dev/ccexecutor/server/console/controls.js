// The buttons that act on one execution.

import { element } from './dom.js';

const LIVE = ['starting', 'running', 'paused', 'stopping', 'exited'];

const CONTROLS = [
  { type: 'PAUSE', text: 'Pause', states: ['running'], title: 'Stops every process of it' },
  { type: 'RESUME', text: 'Resume', states: ['paused'], title: 'Lets its processes go on' },
  { type: 'SIGNAL', signal: 'INT', text: 'Interrupt', states: ['running'], title: 'Sends INT to its process group' },
  { type: 'CANCEL', text: 'Cancel', states: LIVE, title: 'TERM to all of it, and KILL after its grace' },
  { type: 'KILL', text: 'Kill', states: LIVE, title: 'KILL to all of it, now', className: 'danger' },
];

export class Controls {
  #connection;
  #onDone;
  #onTrouble;
  #buttons = [];
  #takeOver;
  #id = '';
  #state = '';
  #pending = new Set();

  /** onDone() after each that took effect, onTrouble(text) after others, onTakeOver() as it says. */
  constructor(place, connection, { onDone, onTrouble, onTakeOver }) {
    this.#connection = connection;
    this.#onDone = onDone;
    this.#onTrouble = onTrouble;
    for (const control of CONTROLS) {
      const { text, title, className = '' } = control;
      const button = element('button', { type: 'button', textContent: text, title, className });
      button.addEventListener('click', () => this.#act(control));
      this.#buttons.push({ button, control });
      place.append(button);
    }
    this.#takeOver = element('button', {
      type: 'button',
      textContent: 'Take over',
      title: 'Makes this page its owner; the one before gets no more of it',
      className: 'apart',
    });
    this.#takeOver.addEventListener('click', onTakeOver);
    place.append(this.#takeOver);
  }

  show(id, state, own) {
    this.#id = id;
    this.#state = state;
    for (const { button, control } of this.#buttons) {
      button.disabled = !control.states.includes(state) || this.#pending.has(control.type + id);
    }
    this.#takeOver.hidden = own || !LIVE.includes(state);
  }

  async #act({ type, signal }) {
    const id = this.#id;
    const key = type + id;
    this.#pending.add(key);
    this.show(id, this.#state, this.#takeOver.hidden);
    try {
      await this.#connection.call('control', { type, execution_id: id, ...(signal ? { signal } : {}) });
      this.#onTrouble('');
    } catch (failure) {
      this.#onTrouble(failure.message);
    } finally {
      this.#pending.delete(key);
      this.#onDone();
    }
  }
}
