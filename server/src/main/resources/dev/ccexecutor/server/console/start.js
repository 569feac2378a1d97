// The form that starts a command.

import { byId, showMessage } from './dom.js';

/** As long as a detached execution may wait for an owner: ten years, the protocol's longest. */
const FOR_GOOD_SECONDS = 315_360_000;
const LEFT_SECONDS = 60;

export class StartForm {
  #connection;
  #dialog = byId('start');
  #message = byId('start-message');
  #onStarted;

  /** onStarted(id, {isTerminal, hasInput}). */
  constructor(connection, onStarted) {
    this.#connection = connection;
    this.#onStarted = onStarted;
    byId('new').addEventListener('click', () => this.#open());
    byId('start-cancel').addEventListener('click', () => this.#dialog.close());
    byId('start-form').addEventListener('submit', (event) => this.#submit(event));
    byId('start-command').addEventListener('keydown', (event) => this.#submitByKey(event));
  }

  #open() {
    showMessage(this.#message, '');
    this.#dialog.showModal();
    byId('start-command').select();
  }

  #submitByKey(event) {
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      byId('start-form').requestSubmit();
    }
  }

  async #submit(event) {
    event.preventDefault();
    const streams = chosen('streams');
    try {
      const result = await this.#connection.call('execute', parameters(streams));
      this.#dialog.close();
      this.#onStarted(result.execution_id, { isTerminal: streams === 'pty', hasInput: streams !== 'none' });
    } catch (failure) {
      showMessage(this.#message, failure.message);
    }
  }
}

function chosen(name) {
  return document.querySelector(`input[name="${name}"]:checked`).value;
}

function parameters(streams) {
  return {
    command: byId('start-command').value,
    // What is not looked at is not sent, and never keeps the command waiting.
    output: 'none',
    on_disconnect: 'detach',
    detach_ttl: chosen('leave') === 'detach' ? FOR_GOOD_SECONDS : LEFT_SECONDS,
    ...(streams === 'pty' ? { pty: { cols: 80, rows: 24 } } : { stdin: streams }),
    ...optional('cwd', byId('start-cwd').value),
    ...optional('execution_id', byId('start-id').value),
    ...optional('timeout', byId('start-timeout').valueAsNumber),
  };
}

function optional(name, value) {
  return value ? { [name]: value } : {};
}
