// What every page has.
import { enhance as menus } from './menus.js';
import { list as news } from './news.js';
import { enhance as search } from './search.js';
import { enhance as theme } from './theme.js';
import { enhance as times } from './times.js';
import { start } from './toast.js';

theme();
menus();
search();
times();
news();
startToasts();
document.addEventListener('swapped', (event) => {
  times(event.detail);
  startToasts();
});

// Those that the server wrote; the others have their clock already.
function startToasts() {
  document.querySelectorAll('.toasts > .toast[data-waiting]').forEach((element) => {
    element.removeAttribute('data-waiting');
    start(element);
  });
}
