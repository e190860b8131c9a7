// Says each piece of news once: on the tab one looks at, whichever message brings it first.
import { keep } from './news.js';
import { toast } from './toast.js';

const KEY = 'told';
const MOST = 60;
let unseen = [];

function claim(key) {
  try {
    const told = JSON.parse(localStorage.getItem(KEY)) ?? [];
    if (told.includes(key)) return false;
    localStorage.setItem(KEY, JSON.stringify([key, ...told].slice(0, MOST)));
  } catch { /* no storage: every tab says it */ }
  return true;
}

/** Show a toast unless another tab, or another message, has said the same; on a hidden tab later. A
 * page without a place for it, as the admin's, leaves it to the others. */
export function tell(key, title, rest) {
  if (!document.querySelector('.toasts')) return;
  if (document.visibilityState === 'hidden') unseen.push([key, title, rest]);
  else if (claim(key)) toast(title, rest);
  else keep(title, rest.text ?? '');
}

document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') return;
  const waiting = unseen;
  unseen = [];
  waiting.forEach((one) => tell(...one));
});
