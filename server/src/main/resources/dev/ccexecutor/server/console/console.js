// The page: puts its parts together, and says how the connection stands.

import { Access } from './access.js';
import { Connection } from './connection.js';
import { byId, setText, showMessage } from './dom.js';
import { Executions } from './executions.js';
import { ExecutionList } from './list.js';
import { Load } from './load.js';
import { StartForm } from './start.js';
import { View } from './view.js';

const COUNTDOWN_MILLIS = 500;

const access = new Access();
const owned = new Set();
const connection = new Connection(access, () => view.offsets);
const executions = new Executions(connection);
const list = new ExecutionList(executions);
const view = new View(connection, executions, owned);
new Load(access, connection, executions);
new StartForm(connection, (id, known) => {
  owned.add(id);
  executions.refresh();
  show(id, known);
});

/** How the connection stands, as its last event "state" had it. */
let standing = { state: 'connecting', reason: '', retryAt: 0 };

async function show(id, known) {
  const status = executions.get(id)?.status;
  list.mark(id);
  await view.open(id, known ?? { isTerminal: Boolean(status?.pty), hasInput: status?.stdin === 'pipe' });
  if (known?.isTerminal) {
    view.focus();
  }
}

list.addEventListener('choose', ({ detail }) => {
  if (detail !== view.id) {
    show(detail);
  }
});

view.addEventListener('close', () => {
  const id = document.querySelector('#rows .chosen button')?.textContent ?? '';
  list.mark('');
  list.focus(id);
});

connection.addEventListener('state', ({ detail }) => {
  standing = detail;
  const asks = detail.state === 'token';
  byId('access').hidden = !asks;
  byId('main').hidden = asks || (detail.state !== 'open' && byId('main').hidden);
  byId('forget-token').hidden = !access.hasToken || asks;
  document.body.classList.toggle('stale', detail.state !== 'open');
  showStanding();
  if (asks) {
    showMessage(byId('access-reason'), detail.reason);
    byId('token').focus();
  }
});

connection.addEventListener('open', ({ detail: { connected, resumed } }) => {
  setText(byId('server'), `${location.host} · ${connected.version}`);
  owned.clear();
  resumed?.forEach((status) => owned.add(status.execution_id));
  view.reconnected(resumed);
});

connection.addEventListener('lost', () => view.lost());
connection.addEventListener('frame', ({ detail }) => view.frame(detail));
connection.addEventListener('notification', ({ detail: { method, params } }) => {
  if (method === 'server.draining') {
    standing = { ...standing, reason: 'The server is shutting down.' };
    showStanding();
  }
  if (method === 'process.detached') {
    owned.delete(params.execution_id);
  }
  view.notification(method, params);
  if (/^process\.(started|paused|resumed|canceled|exited|completed)$/.test(method)) {
    executions.refresh();
  }
});

function showStanding() {
  const { state, reason, retryAt } = standing;
  const seconds = Math.max(0, Math.ceil((retryAt - Date.now()) / 1000));
  const texts = {
    connecting: 'Connecting…',
    open: reason ? `Connected. ${reason}` : 'Connected',
    token: 'No token',
    waiting: `${reason} Next try in ${seconds} s.`,
  };
  byId('connection').dataset.state = state;
  setText(byId('connection'), texts[state]);
  byId('retry').hidden = state !== 'waiting';
}

setInterval(showStanding, COUNTDOWN_MILLIS);
byId('retry').addEventListener('click', () => connection.start());
window.addEventListener('online', () => standing.state === 'waiting' && connection.start());

byId('access').addEventListener('submit', (event) => {
  event.preventDefault();
  const field = byId('token');
  const token = field.value.trim();
  const fault = Access.fault(token);
  showMessage(byId('access-reason'), fault);
  if (!fault) {
    field.value = '';
    access.use(token, byId('keep-token').checked);
    connection.start();
  }
});

byId('forget-token').addEventListener('click', () => {
  access.forget();
  if (view.id) {
    view.close();
  }
  connection.end();
  location.reload();
});

connection.start();
