// News in the corner. The bar is the time left; it waits while the pointer or the focus is on it.
import { keep } from './news.js';

const SECONDS = 8;
const TICK = 100;

/** Show a message; `tone` is good or bad, `details` opens under the text. */
export function toast(title, { text = '', details = '', tone = 'good' } = {}) {
  const region = document.querySelector('.toasts');
  if (!region) return;
  const made = document.querySelector('#toast').content.firstElementChild.cloneNode(true);
  made.querySelector('b').textContent = title;
  fill(made.querySelector('p'), text);
  fill(made.querySelector('details'), details, 'pre');
  made.querySelectorAll('[data-tone]').forEach((icon) => { icon.toggleAttribute('hidden', icon.dataset.tone !== tone); });
  region.append(made);
  start(made);
}

function fill(element, text, inner = null) {
  element.hidden = !text;
  (inner ? element.querySelector(inner) : element).textContent = text;
}

/** Give a toast its clock and its button, also one that the server wrote. */
export function start(element) {
  const left = element.querySelector('progress');
  left.max = left.value = SECONDS * 1000 / TICK;
  let held = false;
  for (const [begin, end] of [['pointerenter', 'pointerleave'], ['focusin', 'focusout']]) {
    element.addEventListener(begin, () => { held = true; });
    element.addEventListener(end, () => { held = false; });
  }
  const clock = setInterval(() => {
    if (held || element.querySelector('details[open]')) return;
    left.value -= 1;
    if (left.value <= 0) close();
  }, TICK);
  const close = () => { clearInterval(clock); element.remove(); };
  element.querySelector('button').addEventListener('click', close);
  keep(element.querySelector('b').textContent, element.querySelector('p').textContent);
}
