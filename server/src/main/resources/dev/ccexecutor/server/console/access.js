// The token: asked for, kept, offered. It is in no address and on no page.

const KEY = 'cc-executor.token';

/** What a browser takes as a subprotocol (RFC 9110, token), as far as tokens may have it. */
const OFFERABLE = /^[A-Za-z0-9\-._~+]{16,1024}$/;

export class Access {
  #token = '';

  constructor() {
    const kept = sessionStorage.getItem(KEY) ?? '';
    this.#token = OFFERABLE.test(kept) ? kept : '';
  }

  get hasToken() {
    return this.#token !== '';
  }

  /** What is wrong with a text as a token; empty if nothing is. */
  static fault(text) {
    if (OFFERABLE.test(text)) {
      return '';
    }
    return /[/=]/.test(text)
      ? 'A browser can’t offer a token with / or =. Make one of hexadecimal digits.'
      : 'A token is 16 to 1024 letters, digits or - . _ ~ +';
  }

  use(token, keep) {
    this.#token = token;
    if (keep) {
      sessionStorage.setItem(KEY, token);
    } else {
      sessionStorage.removeItem(KEY);
    }
  }

  forget() {
    this.use('', false);
  }

  /** The subprotocols to offer. */
  get protocols() {
    return this.hasToken ? ['cc-executor.v1', `bearer.${this.#token}`] : ['cc-executor.v1'];
  }

  get headers() {
    return this.hasToken ? { Authorization: `Bearer ${this.#token}` } : {};
  }

  /**
   * Asks whether the server would let this page in: a refused WebSocket tells a page nothing.
   * Resolves to {outcome, reason, waitSeconds}; the outcome is granted, token or later.
   */
  async ask(signal) {
    let response;
    try {
      response = await fetch('console/access', { headers: this.headers, cache: 'no-store', signal });
    } catch {
      return { outcome: 'later', reason: 'The server can’t be reached.' };
    }
    switch (response.status) {
      case 200:
        return { outcome: 'granted' };
      case 401:
        return {
          outcome: 'token',
          reason: this.hasToken ? 'The server does not know this token.' : '',
        };
      case 429:
        return {
          outcome: 'later',
          reason: 'Too many wrong tokens came from this address.',
          waitSeconds: Number(response.headers.get('Retry-After')) || 1,
        };
      case 503:
        return { outcome: 'later', reason: 'The server is shutting down.' };
      default:
        return { outcome: 'later', reason: `The server answers with ${response.status}.` };
    }
  }
}
