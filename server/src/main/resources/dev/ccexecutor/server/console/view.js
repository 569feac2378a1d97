// One execution: its state, its output in a terminal, its input, its controls.

import { Controls } from './controls.js';
import { byId, setText, showMessage } from './dom.js';
import { isLive } from './executions.js';
import * as format from './format.js';
import { Input } from './input.js';
import { stateOf } from './list.js';
import { Output } from './output.js';
import { Screen } from './terminal.js';

const RESIZE_PAUSE_MILLIS = 150;

/** The event "close" tells that nothing is shown any more. */
export class View extends EventTarget {
  #connection;
  #executions;
  #owned;
  #controls;
  #id = '';
  #screen = null;
  #output = null;
  #input = null;
  #isTerminal = false;
  #replayedTo = 0;
  #resizing = 0;
  #message = byId('view-message');

  /** owned: the ids of what this page is the owner of. */
  constructor(connection, executions, owned) {
    super();
    this.#connection = connection;
    this.#executions = executions;
    this.#owned = owned;
    this.#controls = new Controls(byId('controls'), connection, {
      onDone: () => executions.refresh(),
      onTrouble: (text) => showMessage(this.#message, text),
      onTakeOver: () => this.#takeOver(),
    });
    executions.addEventListener('change', () => this.#showState());
    byId('close-view').addEventListener('click', () => this.close());
    byId('typing').addEventListener('change', () => this.#typingChanged());
    byId('fit').addEventListener('click', () => this.#resize(this.#screen.size));
    byId('line-input').addEventListener('submit', (event) => this.#sendLine(event));
    byId('end-input').addEventListener('click', () => this.#input?.end());
  }

  get id() {
    return this.#id;
  }

  /** Up to where the output of what is owned has come, for a resumption. */
  get offsets() {
    return this.#output && this.#owned.has(this.#id) ? { [this.#id]: this.#output.offsets } : {};
  }

  /** known: what is known of how it was started: {isTerminal, hasInput}. */
  async open(id, known) {
    this.#leave();
    this.#id = id;
    byId('view-none').hidden = true;
    byId('view-one').hidden = false;
    document.body.classList.add('viewing');
    setText(byId('view-title'), id);
    showMessage(this.#message, '');
    this.#isTerminal = known.isTerminal;
    this.#screen = this.#newScreen();
    this.#output = new Output(this.#connection, id, this.#screen);
    this.#output.addEventListener('change', () => this.#showFigures());
    this.#input = new Input(this.#connection, id, (text) => showMessage(this.#message, text));
    this.#offerInput(known);
    this.#showFigures();
    await this.#attach();
  }

  close() {
    this.#leave();
    this.#id = '';
    byId('view-none').hidden = false;
    byId('view-one').hidden = true;
    document.body.classList.remove('viewing');
    this.dispatchEvent(new Event('close'));
  }

  focus() {
    this.#screen?.focus();
  }

  /** The connection is there again; resumed: what was taken over from the one before. */
  reconnected(resumed) {
    if (!this.#output) {
      return;
    }
    const status = resumed?.find((each) => each.execution_id === this.#id);
    if (status) {
      this.#output.attached(status);
    } else {
      this.#attach();
    }
  }

  lost() {
    this.#output?.lost();
    this.#input?.lost();
  }

  frame(frame) {
    this.#output?.frame(frame);
  }

  notification(method, params) {
    if (params.execution_id !== this.#id) {
      return;
    }
    if (method === 'process.gap') {
      this.#output.gap(params);
    } else if (method === 'process.stdin') {
      this.#input.told(params);
    } else if (method === 'process.detached') {
      showMessage(this.#message, 'Somebody else has taken it over; this page looks on.');
      this.#attach();
    }
  }

  #newScreen() {
    return new Screen(byId('screen'), {
      isTerminal: this.#isTerminal,
      onData: (text) => this.#typed(text),
      onSize: () => this.#sizeChanged(),
      onLeave: () => (byId('controls').querySelector('button:enabled') ?? byId('close-view')).focus(),
      answers: () => this.#mayAnswer(),
    });
  }

  async #attach() {
    const output = this.#output;
    const id = this.#id;
    try {
      const status = await output.attach(this.#owned.has(id));
      if (output === this.#output) {
        this.#replayedTo = status.stdout.to;
        this.#sizeChanged();
      }
    } catch (failure) {
      if (output === this.#output && failure.code !== undefined) {
        const forgotten = failure.kind === 'execution_not_found';
        showMessage(this.#message, forgotten ? 'The server does not know it any more.' : failure.message);
      }
    }
  }

  async #takeOver() {
    this.#owned.add(this.#id);
    await this.#attach();
    this.#showState();
  }

  /** Lets go of what is shown. What this page owns stays its own, without its output. */
  #leave() {
    if (!this.#output) {
      return;
    }
    const id = this.#id;
    const { offsets, isAttached } = this.#output;
    this.#output.close();
    this.#screen.close();
    this.#output = this.#screen = this.#input = null;
    if (isAttached && this.#connection.isOpen) {
      const entry = this.#executions.get(id);
      const stays = this.#owned.has(id) && entry && isLive(entry.status);
      const request = stays
        ? this.#connection.call('execution.attach', { execution_id: id, mode: 'take', output: 'none', ...offsets })
        : this.#connection.call('execution.detach', { execution_id: id });
      request.catch(() => {}); // It has ended or is forgotten: there is nothing to let go of.
    }
  }

  #showState() {
    const entry = this.#executions.get(this.#id);
    const status = entry?.status;
    const state = status ? stateOf(status) : { kind: '', text: this.#id ? 'not listed' : '' };
    byId('view-state').dataset.state = state.kind;
    setText(byId('view-state'), state.text);
    this.#controls.show(this.#id, status?.state ?? '', this.#owned.has(this.#id));
    if (!status) {
      return;
    }
    const age = format.duration(this.#executions.age(status));
    const facts = [status.pid ? `pid ${status.pid}` : '', isLive(status) ? age : `took ${age}`];
    if (status.exit) {
      facts.push(format.ending(status.exit));
    } else {
      facts.push(entry.rate > 0 ? format.rate(entry.rate) : '', this.#owned.has(this.#id) ? 'started or taken over here' : 'looking on');
    }
    setText(byId('view-facts'), facts.filter((fact) => fact).join(' · '));
    byId('view-command').hidden = !status.command;
    setText(byId('view-command'), status.command ?? '');
  }

  #showFigures() {
    const { next, gaps, skippedBytes } = this.#output;
    const parts = [`stdout ${format.bytes(next.stdout)}`];
    if (next.stderr > 0) {
      parts.push(`stderr ${format.bytes(next.stderr)} (red)`);
    }
    if (gaps > 0) {
      parts.push(`${format.bytes(skippedBytes)} not shown, in ${gaps} ${gaps === 1 ? 'gap' : 'gaps'}`);
    }
    setText(byId('view-output'), parts.join(' · '));
  }

  #offerInput({ isTerminal, hasInput }) {
    const owned = this.#owned.has(this.#id);
    byId('typing').checked = isTerminal && owned;
    byId('typing-choice').hidden = !isTerminal;
    byId('fit').hidden = !isTerminal || owned;
    byId('line-input').hidden = isTerminal || !hasInput;
    this.#typingChanged();
  }

  #typingChanged() {
    this.#screen.typing = byId('typing').checked && this.#isTerminal;
  }

  #typed(text) {
    if (this.#connection.isOpen) {
      this.#input?.send(text);
    } else {
      showMessage(this.#message, 'There is no connection: this was not sent.');
    }
  }

  #sendLine(event) {
    event.preventDefault();
    this.#typed(`${byId('line').value}\n`);
    byId('line').value = '';
  }

  /** Only the terminal that the command talks to now answers it, and not to what it has said before. */
  #mayAnswer() {
    return (
      this.#isTerminal && byId('typing').checked && this.#owned.has(this.#id) && this.#output.isLiveAt(this.#replayedTo)
    );
  }

  /** The terminal of what is owned has the size of the window. */
  #sizeChanged() {
    clearTimeout(this.#resizing);
    if (this.#isTerminal && this.#owned.has(this.#id) && this.#screen) {
      this.#resizing = setTimeout(() => this.#resize(this.#screen?.size), RESIZE_PAUSE_MILLIS);
    }
  }

  async #resize(size) {
    const entry = this.#executions.get(this.#id);
    if (!size || !this.#connection.isOpen || (entry && !isLive(entry.status))) {
      return;
    }
    try {
      await this.#connection.call('pty.resize', { execution_id: this.#id, ...size });
    } catch (failure) {
      if (failure.kind !== 'execution_not_found' && failure.kind !== 'wrong_state' && failure.code !== undefined) {
        showMessage(this.#message, failure.message);
      }
    }
  }
}
