// Drives one Chromium by lines of JSON: {"id", "op", "args"} in, {"id", "value"} or {"id", "error"} out.

import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const FLAGS = [
  '--no-sandbox', // Root can't have Chromium's own; only pages of the test's server are shown.
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-precise-memory-info',
  '--js-flags=--expose-gc',
];

const POLL_MILLIS = 50;

const [program] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: program, args: FLAGS });
let context;
let page;
let seen;

/** Runs in the page ahead of its scripts: what it makes can be looked at from outside. */
function watch() {
  window.seen = { sockets: [], terminals: [], violations: [] };
  document.addEventListener('securitypolicyviolation', (event) =>
    window.seen.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
  );
  const recorded = (made, list) =>
    new Proxy(made, {
      construct(target, args) {
        const one = new target(...args);
        list.push(one);
        return one;
      },
    });
  window.WebSocket = recorded(window.WebSocket, window.seen.sockets);
  let terminal;
  Object.defineProperty(window, 'Terminal', {
    get: () => terminal,
    set: (made) => (terminal = recorded(made, window.seen.terminals)),
  });
  window.seen.text = () => {
    const buffer = window.seen.terminals.at(-1).buffer.active;
    return Array.from({ length: buffer.length }, (_, i) => buffer.getLine(i).translateToString(true)).join('\n').trimEnd();
  };
}

const operations = {
  async open({ url, width = 1280, height = 800, dark = false }) {
    await context?.close();
    seen = { console: [], errors: [], requests: [] };
    context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light' });
    await context.addInitScript(watch);
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.on('console', (message) => {
      if (message.type() === 'error') {
        seen.console.push(`${message.text()} ${message.location().url}`);
      }
    });
    page.on('pageerror', (error) => seen.errors.push(String(error.stack)));
    page.on('request', (request) => seen.requests.push(request.url()));
    page.on('websocket', (socket) => seen.requests.push(socket.url()));
    page.on('dialog', (dialog) => {
      seen.errors.push(`a dialog: ${dialog.message()}`);
      return dialog.dismiss();
    });
    context.on('page', (other) => other !== page && seen.errors.push(`another page: ${other.url()}`));
    await page.goto(url);
  },
  click: ({ selector }) => page.click(selector),
  fill: ({ selector, text }) => page.fill(selector, text),
  check: ({ selector }) => page.check(selector),
  type: ({ text }) => page.keyboard.type(text),
  press: ({ key }) => page.keyboard.press(key),
  reload: () => page.reload(),
  resize: ({ width, height }) => page.setViewportSize({ width, height }),
  evaluate: ({ expression }) => page.evaluate(expression),
  // Playwright's own waiting evaluates the text in the page, which the page's policy forbids.
  async until({ expression, millis }) {
    const deadline = Date.now() + millis;
    while (!(await page.evaluate(`Boolean(${expression})`))) {
      if (Date.now() > deadline) {
        throw new Error(`not within ${millis} ms; the page shows: ${await page.evaluate('document.body.innerText')}`);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MILLIS));
    }
  },
  screenshot: async ({ path }) => {
    await page.screenshot({ path });
  },
  facts: async () => ({ ...seen, violations: await page.evaluate('window.seen.violations') }),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { id, op, args } = JSON.parse(line);
  let answer;
  try {
    answer = { id, value: (await operations[op](args ?? {})) ?? null };
  } catch (error) {
    answer = { id, error: String(error.message) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await browser.close();
