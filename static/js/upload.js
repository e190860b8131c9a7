// Files that are dropped or chosen go up one after the other; then the page shows their import.
import { swap } from './swap.js';
import { toast } from './toast.js';

function token() {
  return document.querySelector('[name=csrfmiddlewaretoken]').value;
}

/** Send one file; the promise ends with the answer's JSON, or fails with a sentence. */
function send(file, moved) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/library/imports');
    request.setRequestHeader('X-CSRFToken', token());
    request.responseType = 'json';
    request.upload.addEventListener('progress', (event) => { if (event.lengthComputable) moved(event.loaded, event.total); });
    request.addEventListener('load', () => {
      if (request.status === 202) done(request.response);
      else failed(new Error(reason(request)));
    });
    request.addEventListener('error', () => failed(new Error('The connection was lost. Nothing was imported; choose the file again.')));
    const form = new FormData();
    form.append('file', file);
    request.send(form);
  });
}

function reason(request) {
  const error = request.response?.error;
  const first = Object.values(error?.fields ?? {})[0]?.[0];
  return first ?? error?.message ?? `The server answered ${request.status}.`;
}

async function upload(files) {
  for (const file of files) {
    const panel = document.querySelector('[data-upload]');
    panel.hidden = false;
    panel.querySelector('h2').textContent = file.name;
    try {
      await send(file, (sent, all) => show(panel, sent, all));
      toast(`Uploaded ${file.name}`, { text: 'The import is running.' });
    } catch (error) {
      toast(`${file.name} was not imported`, { text: error.message, tone: 'bad' });
    }
    panel.hidden = true;
    await swap(location.href, 'main');
  }
}

function show(panel, sent, all) {
  panel.querySelector('progress').value = Math.min(99, 100 * sent / all);
  panel.querySelector('output').textContent = `${Math.min(99, Math.floor(100 * sent / all))} %`;
  panel.querySelector('p').textContent = `${megabytes(sent)} of ${megabytes(all)} MB sent`;
}

const megabytes = (bytes) => (bytes / 1e6).toLocaleString('en', { maximumFractionDigits: 1 });

document.addEventListener('change', (event) => {
  if (!event.target.matches('[data-drop] input[type=file]')) return;
  const files = [...event.target.files];
  event.target.value = '';
  upload(files);
});
for (const name of ['dragover', 'dragleave', 'drop']) {
  document.addEventListener(name, (event) => {
    const zone = event.target.closest?.('[data-drop]');
    if (!zone) return;
    event.preventDefault();
    zone.classList.toggle('over', name === 'dragover');
    if (name === 'drop') upload([...event.dataTransfer.files]);
  });
}
