// A small chart of one figure over time.

import { element, setText } from './dom.js';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 300;
const HEIGHT = 48;

export class Chart {
  #points = [];
  #most;
  #spanMillis;
  #format;
  #name;
  #value = element('strong', { textContent: '–' });
  #top = element('span', { className: 'quiet' });
  #area;
  #line;
  #picture;

  /** spanMillis: how much time is shown; most: how many points that is at most. */
  constructor(place, { name, format, spanMillis, most }) {
    this.#name = name;
    this.#format = format;
    this.#spanMillis = spanMillis;
    this.#most = most;
    this.#picture = drawn('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img' });
    this.#area = drawn('path', { class: 'area' });
    this.#line = drawn('path', { class: 'line' });
    this.#picture.append(this.#area, this.#line);
    const head = element('div', { className: 'chart-head' }, element('span', { textContent: name }), this.#value, this.#top);
    place.append(element('figure', { className: 'chart' }, head, this.#picture));
  }

  /** NaN where nothing is known at this time. */
  add(value) {
    this.#points.push({ at: Date.now(), value });
    while (this.#points.length > this.#most || this.#points[0].at < Date.now() - this.#spanMillis) {
      this.#points.shift();
    }
    this.#draw();
  }

  #draw() {
    const known = this.#points.filter(({ value }) => !Number.isNaN(value));
    const last = this.#points.at(-1);
    const highest = Math.max(0, ...known.map(({ value }) => value));
    const now = last && !Number.isNaN(last.value) ? this.#format(last.value) : '–';
    setText(this.#value, now);
    setText(this.#top, known.length > 1 ? `max ${this.#format(highest)}` : '');
    this.#picture.setAttribute('aria-label', `${this.#name}: now ${now}, at most ${this.#format(highest)} in 5 minutes`);
    const path = this.#path(known, highest || 1);
    this.#line.setAttribute('d', path);
    this.#area.setAttribute('d', path && `${path}V${HEIGHT}H${this.#x(known[0].at).toFixed(1)}Z`);
  }

  #path(points, highest) {
    return points
      .map(({ at, value }, index) => {
        const y = HEIGHT - 2 - (value / highest) * (HEIGHT - 4);
        return `${index === 0 ? 'M' : 'L'}${this.#x(at).toFixed(1)} ${y.toFixed(1)}`;
      })
      .join('');
  }

  #x(at) {
    return WIDTH - ((Date.now() - at) / this.#spanMillis) * WIDTH;
  }
}

function drawn(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) {
    made.setAttribute(attribute, value);
  }
  return made;
}
