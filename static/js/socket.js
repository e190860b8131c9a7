// The socket of the user's jobs: opens again by itself, later and later, and says how it stands.
const FIRST_WAIT = 1;
const LONGEST_WAIT = 30;
// Who are you, staff only, no such thing: asking again changes nothing.
const REFUSED = [4401, 4403, 4404];

/** Call `heard(message)` for each message, and `stands({connected, retryAt})` at each change. The server
 * counts for how long progress is watched: it is told when the page is hidden and seen again. Without
 * `counts` nobody watches this socket. */
export function connect(path, heard, stands, counts = true) {
  let wait = FIRST_WAIT;
  let timer = 0;
  let socket;

  const isWatched = () => counts && document.visibilityState === 'visible';

  function tellWatched() {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ watching: isWatched() }));
  }

  function open() {
    clearTimeout(timer);
    socket = new WebSocket(`${location.protocol.replace('http', 'ws')}//${location.host}${path}`);
    socket.addEventListener('open', () => { wait = FIRST_WAIT; if (!isWatched()) tellWatched(); stands({ connected: true, retryAt: 0 }); });
    socket.addEventListener('message', (event) => heard(JSON.parse(event.data)));
    socket.addEventListener('close', (event) => closed(event.code));
  }

  function closed(code) {
    if (REFUSED.includes(code)) { stands({ connected: false, retryAt: 0 }); return; }
    // Some chance, so that a thousand pages do not come back in one moment.
    const seconds = wait * (0.75 + Math.random() / 2);
    wait = Math.min(LONGEST_WAIT, wait * 2);
    stands({ connected: false, retryAt: Date.now() + seconds * 1000 });
    timer = setTimeout(open, seconds * 1000);
  }

  open();
  document.addEventListener('visibilitychange', tellWatched);
}
