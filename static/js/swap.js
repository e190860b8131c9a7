// A part of the page, fetched again from the same address the whole page has, and put in its place.
let newest = 0;

/** Replace the element that matches `selector` by that at `url`; the latest call wins. Where there is none
 * any more, as after a logout, the whole `page` is loaded. */
export async function swap(url, selector, page = url) {
  const mine = newest += 1;
  const response = await fetch(url, { headers: { 'X-Part': selector }, credentials: 'same-origin' });
  if (mine !== newest) return false;
  if (new URL(response.url).pathname === '/login') { location.assign(page); return false; }
  const answer = new DOMParser().parseFromString(await response.text(), 'text/html');
  if (mine !== newest) return false;
  const fresh = answer.querySelector(selector);
  const old = document.querySelector(selector);
  if (!fresh || !old) { location.assign(page); return false; }
  const focus = remember(old);
  old.replaceWith(fresh);
  // A part alone has no title.
  if (answer.title) document.title = answer.title;
  answer.querySelectorAll('.toasts > .toast').forEach((news) => document.querySelector('.toasts')?.append(news));
  // In the admin the last answers stand until the next ones.
  const said = answer.querySelectorAll('.messagelist > li');
  if (said.length) document.querySelector('.messagelist')?.replaceChildren(...said);
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
