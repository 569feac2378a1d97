// Figures for people.

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

export function bytes(count) {
  let value = count;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

export function rate(bytesPerSecond) {
  return bytesPerSecond > 0 ? `${bytes(bytesPerSecond)}/s` : '–';
}

export function duration(seconds) {
  if (!(seconds >= 0)) {
    return '–';
  }
  if (seconds < 10) {
    return `${seconds.toFixed(1)} s`;
  }
  const whole = Math.floor(seconds);
  if (whole < 60) {
    return `${whole} s`;
  }
  const parts = [
    [Math.floor(whole / 86400), 'd'],
    [Math.floor(whole / 3600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'm'],
    [whole % 60, 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .map(([count, unit]) => `${count}${unit}`)
    .join(' ');
}

/** How an execution has ended. */
export function ending(exit) {
  if (!exit) {
    return '';
  }
  if (exit.status === 'lost') {
    return 'lost with the server before this one';
  }
  const reasons = {
    exit: `exit code ${exit.exit_code}`,
    signal: `signal ${exit.signal}`,
    timeout: 'timed out',
    idle_timeout: 'silent for too long',
    canceled: 'canceled',
    killed: 'killed',
    disconnected: 'stopped, nobody came back',
    server_shutdown: 'stopped with the server',
  };
  return reasons[exit.reason] ?? String(exit.reason ?? exit.status);
}
