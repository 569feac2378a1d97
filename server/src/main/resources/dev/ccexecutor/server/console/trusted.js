// Scripts here make no markup of text. xterm.js does in one place, for screen readers, and that is
// this very text; anything else is refused by the browser.
if (window.trustedTypes) {
  window.trustedTypes.createPolicy('default', {
    createHTML: (text) => (text === '&nbsp;' || text === '' ? text : null),
  });
}
