// A terminal of xterm.js that output can't use against who looks at it.

/* global Terminal, FitAddon */

const SCROLLBACK_LINES = 5_000;

const DARK = {
  background: '#10151c', foreground: '#d7dee8', cursor: '#8ab4f8', selection: '#3b5b8a88',
  red: '#f28b82', green: '#81c995', yellow: '#e8c46c', blue: '#6ea8fe', magenta: '#c99af5', cyan: '#6fd3dd',
};
const LIGHT = {
  background: '#fbfcfe', foreground: '#1c2733', cursor: '#1f5fa8', selection: '#9dbfe888',
  black: '#1c2733', red: '#b3261e', green: '#1b6e3c', yellow: '#7a5900', blue: '#1f5fa8', magenta: '#7b3fa0',
  cyan: '#0b6b75', white: '#5d6b7a', brightBlack: '#5d6b7a', brightRed: '#c5372c', brightGreen: '#22804a',
  brightYellow: '#8a6500', brightBlue: '#2f6fbb', brightMagenta: '#8d4fb3', brightCyan: '#157b86', brightWhite: '#33414f',
};

export class Screen {
  #terminal;
  #fit = new FitAddon.FitAddon();
  #scheme = matchMedia('(prefers-color-scheme: dark)');
  #observer;
  #onScheme = () => this.#terminal.setOption('theme', this.#scheme.matches ? DARK : LIGHT);
  #typing = false;

  /**
   * handlers: onData(text) what was typed, onSize({cols, rows}), onLeave() when the keyboard is to go
   * elsewhere, and answers(), which says whether the terminal may answer questions of the output.
   */
  constructor(place, { isTerminal, onData, onSize, onLeave, answers }) {
    this.#terminal = new Terminal({
      rendererType: 'canvas', // The other one would write style sheets into the page.
      scrollback: SCROLLBACK_LINES,
      convertEol: !isTerminal,
      disableStdin: true,
      fontFamily: 'ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace',
      fontSize: 13,
      minimumContrastRatio: 4.5,
      theme: this.#scheme.matches ? DARK : LIGHT,
    });
    this.#terminal.loadAddon(this.#fit);
    this.#answerOnly(answers);
    this.#terminal.onData(onData);
    this.#terminal.onResize(onSize);
    this.#terminal.attachCustomKeyEventHandler((event) => this.#isForTerminal(event, onLeave));
    this.#terminal.open(place);
    this.#scheme.addEventListener('change', this.#onScheme);
    this.#observer = new ResizeObserver(() => this.#fit.fit());
    this.#observer.observe(place);
    this.#fit.fit();
  }

  get size() {
    return { cols: this.#terminal.cols, rows: this.#terminal.rows };
  }

  /** Whether keys go to the command. */
  set typing(typing) {
    this.#typing = typing;
    this.#terminal.setOption('disableStdin', !typing);
  }

  /** written: called once the terminal has taken the text in. */
  write(text, written) {
    this.#terminal.write(text, written);
  }

  focus() {
    this.#terminal.focus();
  }

  close() {
    this.#observer.disconnect();
    this.#scheme.removeEventListener('change', this.#onScheme);
    this.#terminal.dispose();
  }

  /**
   * What asks a terminal for something (its kind, its state, where the cursor is) has it type the
   * answer. Output that is only looked at, or looked at again, must not type.
   */
  #answerOnly(answers) {
    const swallow = () => !answers();
    const { parser } = this.#terminal;
    for (const id of [
      { final: 'c' }, { prefix: '>', final: 'c' }, { prefix: '=', final: 'c' },
      { final: 'n' }, { prefix: '?', final: 'n' }, { final: 't' },
    ]) {
      parser.registerCsiHandler(id, swallow);
    }
    parser.registerDcsHandler({ intermediates: '$', final: 'q' }, swallow);
  }

  #isForTerminal(event, onLeave) {
    if (event.key === 'F6') {
      if (event.type === 'keydown') {
        event.preventDefault();
        onLeave();
      }
      return false;
    }
    if (event.key === 'Tab' && !this.#typing) {
      return false; // It is no place to type, so the key goes on through the page.
    }
    const copies = event.ctrlKey && !event.shiftKey && event.key === 'c' && this.#terminal.hasSelection();
    return !copies;
  }
}
