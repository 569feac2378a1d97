// Elements of the page. Text is always set as text.

export function byId(id) {
  return document.getElementById(id);
}

/** An element with these properties and children; strings become text. */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [property, value] of Object.entries(properties)) {
    if (property in made) {
      made[property] = value;
    } else {
      made.setAttribute(property, value);
    }
  }
  made.append(...children);
  return made;
}

/** Sets a text only where it is another: what a screen reader follows must not change for nothing. */
export function setText(target, text) {
  if (target.textContent !== text) {
    target.textContent = text;
  }
}

/** Shows a message, or hides its place for an empty one. */
export function showMessage(target, text) {
  target.hidden = !text;
  setText(target, text ?? '');
}
