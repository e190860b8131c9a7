// What the toasts said, kept for this tab: a toast that was missed can be read again.
const KEY = 'news';
const MOST = 20;

function kept() {
  try { return JSON.parse(sessionStorage.getItem(KEY)) ?? []; } catch { return []; }
}

/** Keep a message, and show that there is one. */
export function keep(title, text) {
  const all = [{ title, text, at: Date.now() }, ...kept()].slice(0, MOST);
  try { sessionStorage.setItem(KEY, JSON.stringify(all)); } catch { /* no room, no history */ }
  list();
}

/** Write the kept messages into the page's list. */
export function list() {
  const place = document.querySelector('[data-news]');
  if (!place) return;
  const all = kept();
  document.querySelectorAll('[data-news-button]').forEach((button) => { button.hidden = !all.length; });
  place.replaceChildren(...all.map(line));
}

function line({ title, text, at }) {
  const item = document.createElement('li');
  const words = document.createElement('div');
  words.className = 'grow';
  const head = document.createElement('b');
  head.textContent = title;
  const more = document.createElement('span');
  more.className = 'second';
  more.textContent = text;
  const time = document.createElement('time');
  time.dateTime = new Date(at).toISOString();
  time.textContent = new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  words.append(head, more);
  item.append(words, time);
  return item;
}
