// The form that starts a command.

import { ConnectionLost } from './connection.js';
import { byId, showMessage } from './dom.js';

/** As long as a detached execution may wait for an owner: ten years, the protocol's longest. */
const FOR_GOOD_SECONDS = 315_360_000;
const LEFT_SECONDS = 60;
const ID_BYTES = 6;

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
    const submit = byId('start-form').querySelector('[type=submit]');
    submit.disabled = true;
    try {
      const result = await this.#execute(parameters(streams));
      this.#dialog.close();
      this.#onStarted(result.execution_id, { isTerminal: streams === 'pty', hasInput: streams !== 'none' });
    } catch (failure) {
      showMessage(this.#message, failure.message);
    } finally {
      submit.disabled = false;
    }
  }

  /** Until there is an answer: the same request under the same id starts nothing twice. */
  async #execute(params) {
    for (;;) {
      try {
        return await this.#connection.call('execute', params);
      } catch (failure) {
        if (!(failure instanceof ConnectionLost) || !this.#dialog.open) {
          throw failure;
        }
        showMessage(this.#message, 'The connection went before the answer came; it is asked again when it is back.');
        await this.#connection.reopened();
      }
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
    execution_id: byId('start-id').value || madeUp(),
    ...optional('timeout', byId('start-timeout').valueAsNumber),
  };
}

function madeUp() {
  const bytes = crypto.getRandomValues(new Uint8Array(ID_BYTES));
  return `console-${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

function optional(name, value) {
  return value ? { [name]: value } : {};
}
