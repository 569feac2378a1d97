// The TypeScript SDK's client over WebSocket, led by the test: a JSON object a line comes in, with an op;
// what came of it, and whatever else the client hears, goes out in the same way.
import { createInterface } from 'node:readline';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { WebSocketClientTransport } from '@modelcontextprotocol/sdk/client/websocket.js';

const url = new URL(process.argv[2]);
const aborts = new Map();
let client;

const say = (message) => console.log(JSON.stringify(message));

const operations = {
  async connect() {
    client = new Client({ name: 'cc-executor-test', version: '1.0.0' });
    client.onerror = (error) => say({ event: 'error', message: String(error) });
    client.onclose = () => say({ event: 'closed' });
    await client.connect(new WebSocketClientTransport(url));
    return client.getServerVersion();
  },
  list() {
    return client.listTools();
  },
  call({ call, name, arguments: given }) {
    const abort = new AbortController();
    aborts.set(call, abort);
    return client.callTool({ name, arguments: given }, undefined, {
      signal: abort.signal,
      onprogress: (progress) => say({ event: 'progress', call, progress }),
    });
  },
  abort({ call }) {
    aborts.get(call).abort('enough');
  },
  ping() {
    return client.ping();
  },
  close() {
    return client.close();
  },
};

createInterface({ input: process.stdin }).on('line', async (line) => {
  const { id, op, ...given } = JSON.parse(line);
  try {
    say({ id, result: (await operations[op](given)) ?? null });
  } catch (error) {
    say({ id, error: String(error) });
  }
}).on('close', () => process.exit());
