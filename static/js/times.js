// Times as the reader's own clock has them; the text that the server wrote is in UTC.
const FULL = { weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' };

export function enhance(part = document) {
  part.querySelectorAll('time[datetime]').forEach((time) => {
    const words = new Date(time.dateTime).toLocaleString('en-GB', FULL);
    if (time.hasAttribute('data-clock')) time.textContent = words;
    else time.title = words;
  });
}
