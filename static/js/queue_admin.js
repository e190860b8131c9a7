// The queue in the admin: its cards stay folded, or open, from page to page, and times have the reader's clock.
import { enhance as times } from './times.js';

const FOLDED = 'queue_cards';
const YEAR = 31536000;

const isFolded = () => document.cookie.includes(`${FOLDED}=folded`);

// The cookie lets the server write it into the page.
function keep({ target }) {
  if (target.id !== 'queue-cards') return;
  document.cookie = `${FOLDED}=${target.open ? 'open' : 'folded'}; path=/admin/; max-age=${YEAR}; samesite=lax`;
}

times();
document.addEventListener('toggle', keep, true);
document.addEventListener('swapped', ({ detail: part }) => {
  // What was on its way may have been written before the last turn.
  const cards = part.querySelector('#queue-cards');
  if (cards) cards.open = !isFolded();
  times(part);
});
