// Sliders that show what another strictness would find, from the scores that were kept.
import { number, size } from './words.js';

// A slider that rests so long has stopped.
const WAIT = 60;
let timer = 0;
let asking = null;

document.addEventListener('input', (event) => moved(event.target));
// A details element tells only itself that it opened.
document.addEventListener('toggle', (event) => opened(event.target), true);

function moved(control) {
  const panel = control.closest('[data-strictness]');
  if (!panel || !control.matches('[type=range], [type=checkbox]')) return;
  if (control.type === 'range') tell(control);
  copy(panel);
  clearTimeout(timer);
  timer = setTimeout(ask, WAIT, panel);
}

function opened(panel) {
  if (!panel.matches('[data-strictness]') || !panel.open) return;
  if (!panel.querySelector('[data-words]').textContent) ask(panel);
}

function tell(slider) {
  const words = `${Math.round(slider.value * slider.dataset.times)} ${slider.dataset.unit}`;
  slider.setAttribute('aria-valuetext', words);
  slider.parentElement.querySelector('output').textContent = words;
}

function position(panel) {
  return [...panel.querySelectorAll('[type=range], [type=checkbox]')].map((control) =>
    [control.name, control.type === 'range' ? control.value : String(control.checked)]);
}

// What is used is what is shown.
function copy(panel) {
  const form = panel.querySelector('[data-strictness-use]');
  position(panel).forEach(([name, value]) => { form.elements[name].value = value; });
}

async function ask(panel) {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  try {
    const query = new URLSearchParams(position(panel));
    const response = await fetch(`${panel.dataset.strictness}?${query}`, { signal, credentials: 'same-origin' });
    const body = await response.json();
    if (response.ok) show(panel, body);
    else fail(panel, body.error.message);
  } catch (error) {
    if (error.name !== 'AbortError') fail(panel, 'The server does not answer. Move a control to try again.');
  }
}

// Figures of another position must not stay.
function fail(panel, words) {
  panel.querySelectorAll('[data-there]').forEach((cell) => { cell.textContent = '–'; });
  panel.querySelectorAll('.there').forEach((bar) => bar.setAttribute('width', '0'));
  panel.querySelector('[data-words]').textContent = words;
}

function show(panel, figures) {
  panel.querySelectorAll('[data-figure]').forEach((row) => {
    const name = row.dataset.figure;
    const now = Number(row.dataset.now);
    const there = figures[name];
    row.querySelector('[data-there]').textContent = name === 'bytes' ? size(there) : number(there);
    const most = Math.max(1, now, there);
    const bars = panel.querySelector(`[data-bars=${name}]`);
    bars.querySelector('.now').setAttribute('width', `${100 * now / most}%`);
    bars.querySelector('.there').setAttribute('width', `${100 * there / most}%`);
  });
  const now = Number(panel.querySelector('[data-figure=groups]').dataset.now);
  panel.querySelector('[data-words]').textContent = effect(figures.groups - now);
}

function effect(more) {
  if (!more) return 'As many groups as in this analysis.';
  const noun = Math.abs(more) === 1 ? 'group' : 'groups';
  return `${number(Math.abs(more))} ${noun} ${more > 0 ? 'more' : 'fewer'} than in this analysis.`;
}
