// Filters, sorting and paging without a whole page: links and forms that name the part they change.
import { swap } from './swap.js';

const WAIT = 250;
let timer = 0;

export function enhance() {
  document.addEventListener('click', follow);
  document.addEventListener('input', (event) => later(event.target.closest('form[data-swap]')));
  document.addEventListener('submit', send);
  addEventListener('popstate', () => swap(location.href, 'main'));
}

function follow(event) {
  const link = event.target.closest('a[data-swap]');
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(link.href, link.dataset.swap, true);
}

function later(form) {
  clearTimeout(timer);
  if (form) timer = setTimeout(() => go(address(form), form.dataset.swap, false), WAIT);
}

function send(event) {
  if (!event.target.matches('form[data-swap]')) return;
  event.preventDefault();
  clearTimeout(timer);
  go(address(event.target), event.target.dataset.swap, true);
}

function address(form) {
  const given = [...new FormData(form)].filter(([, value]) => value !== '');
  const query = new URLSearchParams(given).toString();
  return form.action.split('?')[0] + (query ? `?${query}` : '');
}

async function go(url, selector, isStep) {
  try {
    if (!await swap(url, selector)) return;
  } catch { location.assign(url); return; }
  history[isStep ? 'pushState' : 'replaceState'](null, '', url);
}
