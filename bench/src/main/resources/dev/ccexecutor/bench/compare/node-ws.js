// What one writes in ten minutes with Node and the package ws: no back-pressure, no limits, no process groups.
const { spawn } = require('child_process');
const { WebSocketServer } = require('ws');

const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
server.on('listening', () => console.log(`listening on ${server.address().port}`));
server.on('connection', socket => {
  const children = new Map();
  socket.on('message', message => {
    const { run, argv, cancel } = JSON.parse(message);
    if (cancel) return children.get(cancel)?.kill('SIGKILL');
    let bytes = 0;
    const child = spawn(argv[0], argv.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
    children.set(run, child);
    child.stdout.on('data', data => { bytes += data.length; socket.send(data); });
    child.on('error', error => socket.send(JSON.stringify({ run, error: String(error) })));
    child.on('close', () => { children.delete(run); socket.send(JSON.stringify({ end: run, bytes })); });
  });
  socket.on('close', () => children.forEach(child => child.kill('SIGKILL')));
});
