// The page of the queue, live. Figures change in place; where jobs come, go or change their state the
// part is fetched again. Staff hears of all by /ws/queue/; others, and who hears nothing, ask.
import { swap } from './swap.js';
import * as words from './words.js';

const PART = '#queue';
const LEAST_BETWEEN = 1500;
const ASK_EVERY = 5000;
// With the socket there is news at least every 5 s.
const SILENT = 12_000;
// So long somebody may look at an open list of choices.
const CHOOSING = 15_000;

let before = '';
let swappedAt = Date.now();
let heardAt = Date.now();
let triedAt = Date.now();
let touchedAt = 0;
let wanted = false;
let sending = false;
let connected = false;
const seen = new Map();

const part = () => document.querySelector(PART);
const isStaff = () => Boolean(part()?.dataset.socket);

// The same words as Lane.state has on the server.
function stateOf(band) {
  if (band.paused) return 'paused';
  if (band.consumed === false) return 'unconsumed';
  if (band.active) return 'active';
  return band.waiting ? 'waiting' : 'idle';
}

function show(body) {
  heardAt = Date.now();
  const bands = Object.entries(body.bands);
  const total = (name) => bands.reduce((sum, [, band]) => sum + band[name], 0);
  const running = total('active');
  say('active', `${words.number(running)} ${running === 1 ? 'job' : 'jobs'} running`);
  say('waiting', `${words.number(total('waiting'))} waiting`);
  bands.forEach(([name, band]) => {
    say(`${name}.active`, words.number(band.active));
    say(`${name}.waiting`, words.number(band.waiting));
    say(`${name}.paused`, words.number(band.paused_jobs));
    say(`${name}.oldest`, words.span(band.oldest_waiting_seconds));
    say(`${name}.throughput`, `${words.number(band.throughput_per_hour)} / h`);
    say(`${name}.eta`, band.eta_text ?? (band.active || band.waiting ? 'not known' : '–'));
  });
  body.workers.forEach((worker) => {
    const time = document.querySelector(`[data-heartbeat="${CSS.escape(worker.name)}"]`);
    if (time) time.dateTime = worker.last_heartbeat;
  });
  compare(body, bands);
}

function say(name, text) {
  const place = document.querySelector(`[data-queue="${name}"]`);
  if (place && place.textContent !== text) place.textContent = text;
}

// What cannot change in place: states, buttons, rows, pictures.
function compare(body, bands) {
  const states = bands.map(([name, band]) => `${name} ${stateOf(band)} ${band.paused_jobs}`);
  const rows = body.in_progress.map((job) => `${job.job_id} ${job.requested}`);
  const workers = body.workers.map((worker) => `${worker.name} ${worker.state}`);
  const { completed, failed } = body.history.days.at(-1);
  const now = JSON.stringify([states, rows, workers, completed, failed, body.consumed]);
  if (before ? now !== before : !isShown(body, bands)) wanted = true;
  before = now;
}

// Between the page and the first news something may have happened.
function isShown(body, bands) {
  return bands.every(([name, band]) => document.querySelector(`[data-lane=${name}]`)?.dataset.state === stateOf(band))
    && (!document.querySelector('#workers') || document.querySelectorAll('[data-worker]').length === body.workers.length);
}

// A list of choices that is open would be shut.
function isBusy() {
  const at = document.activeElement;
  return Boolean(at?.matches('select') && part().contains(at)) && Date.now() - touchedAt < CHOOSING;
}

async function fetchPart() {
  wanted = false;
  swappedAt = Date.now();
  // The cards in the admin keep how they are by themselves.
  const opened = [...part().querySelectorAll('details[open][id]:not(#queue-cards)')].map((details) => details.id);
  const row = document.activeElement?.closest('[data-job]')?.id;
  if (!await swap(part().dataset.from ?? location.href, PART, location.href)) return;
  opened.forEach((id) => document.getElementById(id)?.setAttribute('open', ''));
  // The button that had the focus may be gone: its row has it then.
  if (row && document.activeElement === document.body) document.getElementById(row)?.focus({ preventScroll: true });
  stand();
}

function stand() {
  const place = document.querySelector('[data-queue="standing"]');
  if (!place) return;
  const age = Math.round((Date.now() - heardAt) / 1000);
  const lost = Date.now() - heardAt > SILENT;
  place.hidden = false;
  place.textContent = lost ? `figures are from ${words.span(age)} ago` : 'live';
  place.className = `state ${lost ? 'state-lost' : 'state-completed'}`;
}

async function ask() {
  triedAt = Date.now();
  try {
    const response = await fetch('/api/queue/status');
    if (response.ok) show(await response.json());
  } catch { /* offline: the next turn asks again */ }
}

function beats() {
  document.querySelectorAll('[data-heartbeat]').forEach((time) => {
    time.textContent = `${words.span(Math.max(0, (Date.now() - new Date(time.dateTime)) / 1000))} ago`;
  });
}

function tick() {
  if (!part()) return;
  const patience = isStaff() && connected ? SILENT : ASK_EVERY;
  if (Date.now() - Math.max(heardAt, triedAt) >= patience) ask();
  if (wanted && !isBusy() && Date.now() - swappedAt >= LEAST_BETWEEN) fetchPart().catch(() => { wanted = true; });
  stand();
  beats();
}

// A form of this page is sent without leaving it: the place and the focus stay.
async function send(event) {
  const form = event.target;
  if (form.method !== 'post' || !part()?.contains(form)) return;
  event.preventDefault();
  if (sending) return;
  sending = true;
  try {
    await fetch(form.action, { method: 'POST', body: new FormData(form), redirect: 'manual' });
    await fetchPart();
  } catch { form.submit(); } finally { sending = false; }
}

// A job without a row, on another page of the list, counts once a state.
function changed({ detail: body }) {
  const row = document.querySelector(`[data-job="${CSS.escape(body.job_id)}"]`);
  const now = `${body.status} ${body.priority}`;
  const was = row ? `${row.dataset.status} ${row.dataset.priority}` : seen.get(body.job_id);
  seen.set(body.job_id, now);
  if (was !== now) wanted = true;
}

document.addEventListener('queue-state', (event) => show(event.detail));
document.addEventListener('job-state', changed);
document.addEventListener('socket-stands', (event) => { connected = event.detail.connected; });
document.addEventListener('submit', send);
document.addEventListener('change', () => { touchedAt = 0; });
for (const touch of ['focusin', 'pointerdown', 'keydown']) document.addEventListener(touch, () => { touchedAt = Date.now(); });
setInterval(tick, 1000);
