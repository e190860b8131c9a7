// A part of the page, fetched again from the same address the whole page has, and put in its place.
let newest = 0;

/** Replace the elements that match `selector` by those at `url`; the latest call wins. */
export async function swap(url, selector) {
  const mine = newest += 1;
  const response = await fetch(url, { headers: { 'X-Part': selector }, credentials: 'same-origin' });
  if (mine !== newest) return false;
  if (new URL(response.url).pathname === '/login') { location.assign(url); return false; }
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  if (mine !== newest) return false;
  const fresh = page.querySelector(selector);
  const old = document.querySelector(selector);
  if (!fresh || !old) { location.assign(url); return false; }
  const focus = remember(old);
  old.replaceWith(fresh);
  document.title = page.title;
  page.querySelectorAll('.toasts > .toast').forEach((news) => document.querySelector('.toasts').append(news));
  restore(focus);
  document.dispatchEvent(new CustomEvent('swapped', { detail: fresh }));
  return true;
}

function remember(part) {
  const at = document.activeElement;
  if (!at || !at.id || !part.contains(at)) return null;
  return { id: at.id, value: at.value, start: at.selectionStart, end: at.selectionEnd };
}

// What was typed while the answer was on its way stays typed.
function restore(focus) {
  const field = focus && document.getElementById(focus.id);
  if (!field) return;
  field.focus({ preventScroll: true });
  if (field.matches('input') && typeof focus.start === 'number') {
    field.value = focus.value;
    field.setSelectionRange(focus.start, focus.end);
  }
}
