// Jobs, live. Binds each element with data-job-id to the user's socket; while that is silent it asks
// GET /api/progress/{job_id}. Only text and the bar's value change, so nothing moves on the page.
import { connect } from './socket.js';
import { swap } from './swap.js';
import { tell } from './told.js';
import * as words from './words.js';

const STEPS_SPOKEN = [25, 50, 75];
const jobs = new Map();
const shown = new Set();
let standing = { connected: false, retryAt: 0 };

function jobOf(id) {
  if (!jobs.has(id)) jobs.set(id, { id, revision: -1, status: '', heardAt: 0, pollAfter: 2, tag: '', spoken: null, asking: false });
  return jobs.get(id);
}

const bound = (id) => document.querySelectorAll(`[data-job-id="${CSS.escape(id)}"]`);

/** Take a state of a job, unless a newer one has been seen; `quiet` shows it, and says nothing of it. */
function take(body, quiet = false) {
  const job = jobOf(body.job_id);
  job.heardAt = Date.now();
  job.pollAfter = body.poll_after_seconds ?? job.pollAfter;
  if (body.revision < job.revision) return;
  // A priority changes beside the run, which alone counts the revisions.
  const state = `${body.revision} ${body.status} ${body.priority}`;
  if (state !== job.shown) show(job, body, state);
  // Two sockets may tell of it; the quiet one may have been the first.
  if (quiet || state === job.told) return;
  job.told = state;
  mini(body);
  speak(job, body);
  if (words.hasEnded(body)) end(body);
  else meet(body);
}

function show(job, body, state) {
  job.shown = state;
  job.revision = body.revision;
  job.status = body.status;
  document.dispatchEvent(new CustomEvent('job-state', { detail: body }));
  bound(job.id).forEach((element) => paint(element, body));
}

const PAINT = {
  percentage: (body, element) => { element.textContent = words.percentage(body); },
  bar: (body, element) => { element.value = body.status === 'completed' ? 100 : Math.min(99.9, body.percentage); },
  eta: (body, element) => { element.textContent = words.eta(body); },
  message: (body, element) => { if (body.message) element.textContent = body.message; },
  priority: (body, element) => { element.className = `priority priority-${body.priority}`; element.lastElementChild.textContent = words.priority(body); },
  status: (body, element) => { element.textContent = words.status(body); element.className = `state state-${body.status}`; },
  phase: (body, element) => { if (body.phase_status) element.textContent = body.phase_status.replaceAll('_', ' '); },
  steps: (body, element) => steps(element, body.current_step ?? 0),
  compared: (body, element) => count(element, body.tracks_compared),
  'total-tracks': (body, element) => count(element, body.total_tracks),
  groups: (body, element) => count(element, body.groups_found),
  current: (body, element) => count(element, body.current),
  total: (body, element) => count(element, body.total),
  rate: (body, element) => { element.textContent = body.items_per_second ? words.number(Math.round(body.items_per_second)) : '–'; },
};

function paint(element, body) {
  element.querySelectorAll('[data-progress]').forEach((child) => PAINT[child.dataset.progress]?.(body, child));
}

function count(element, value) {
  if (value !== undefined && value !== null) element.textContent = words.number(value);
}

function steps(list, current) {
  [...list.children].forEach((step, index) => {
    step.classList.toggle('done', index + 1 < current);
    if (index + 1 === current) step.setAttribute('aria-current', 'step');
    else step.removeAttribute('aria-current');
  });
}

// The small line at the foot of the rail, on pages that do not show the job themselves.
function mini(body) {
  const line = document.querySelector('[data-mini-job]');
  if (!line) return;
  if (bound(body.job_id).length || words.hasEnded(body)) {
    if (line.dataset.showing === body.job_id) line.hidden = true;
    return;
  }
  line.dataset.showing = body.job_id;
  line.hidden = false;
  line.querySelector('b').textContent = words.type(body);
  line.querySelector('progress').value = Math.min(99.9, body.percentage);
  line.querySelector('span').textContent = `${words.percentage(body)} · ${words.eta(body)}`;
}

function speak(job, body) {
  const reached = STEPS_SPOKEN.filter((step) => body.percentage >= step).length;
  const region = document.querySelector('[data-live]');
  if (job.spoken !== null && reached > job.spoken && region && bound(job.id).length) {
    region.textContent = `${words.type(body)}: ${STEPS_SPOKEN[reached - 1]} percent`;
  }
  job.spoken = reached;
}

// The toast is a live region of its own, and so says the end. A page that does not show the job
// leaves that to the notification, and so to the user's settings; of a cancel there is none.
function end(body) {
  const { title, ...rest } = words.ending(body);
  if (bound(body.job_id).length || body.status === 'cancelled') tell(words.newsKey(body), title, rest);
  const parts = new Set([...bound(body.job_id)].map((element) => element.dataset.refresh).filter(Boolean));
  const listening = document.querySelector(`[data-jobs~="${CSS.escape(body.type)}"]`);
  if (listening) parts.add('main');
  document.dispatchEvent(new CustomEvent('job-ended', { detail: body }));
  if (parts.size) swap(location.href, parts.has('main') ? 'main' : [...parts][0]).catch(() => {});
}

// A job of the page's kind that was started elsewhere: another tab, the API, the night.
function meet(body) {
  const listening = document.querySelector(`[data-jobs~="${CSS.escape(body.type)}"]`);
  if (!listening || bound(body.job_id).length || shown.has(body.job_id)) return;
  shown.add(body.job_id);
  swap(location.href, 'main').catch(() => {});
}

function heard({ type, data }) {
  if (type === 'progress' || type === 'finished') take(data);
  else if (type === 'job') take(data, true);
  else if (type === 'queue') document.dispatchEvent(new CustomEvent('queue-state', { detail: data }));
  else if (type === 'notification') tell(words.newsKey(data.data, data.id), data.title, words.notice(data));
}

function stands(now) {
  standing = now;
  document.dispatchEvent(new CustomEvent('socket-stands', { detail: now }));
  if (now.connected) openJobs().forEach((job) => ask(job));
}

function openJobs() {
  const ids = new Set([...document.querySelectorAll('[data-job-id]')].map((element) => element.dataset.jobId));
  return [...ids].filter(Boolean).map(jobOf).filter((job) => !['completed', 'failed', 'cancelled'].includes(job.status));
}

async function ask(job) {
  if (job.asking) return;
  job.asking = true;
  try {
    const response = await fetch(`/api/progress/${job.id}`, { headers: job.tag ? { 'If-None-Match': job.tag } : {} });
    job.answeredAt = Date.now();
    if (response.status === 304) { job.heardAt = Date.now(); return; }
    if (!response.ok) return;
    job.tag = response.headers.get('ETag') ?? '';
    take(await response.json());
  } catch { /* offline: the next turn asks again */ } finally { job.asking = false; }
}

// Asks for what has been silent too long: at once while the socket is away, later while it is there.
function watch() {
  const patience = standing.connected ? 3 : 1;
  for (const job of openJobs()) {
    const silent = (Date.now() - Math.max(job.heardAt, job.triedAt ?? 0)) / 1000;
    if (silent >= job.pollAfter * patience) { job.triedAt = Date.now(); ask(job); }
    bound(job.id).forEach((element) => connection(element, job));
  }
}

function connection(element, job) {
  const line = element.querySelector('[data-progress="connection"]');
  if (!line) return;
  line.dataset.usual ??= line.textContent;
  const age = Math.round((Date.now() - job.heardAt) / 1000);
  const lost = !standing.connected && job.heardAt && age > 2 * job.pollAfter;
  const again = Math.max(1, Math.ceil((standing.retryAt - Date.now()) / 1000));
  line.textContent = lost
    ? `Connection lost, figures are from ${age} s ago. Trying again in ${again} s; the work itself goes on.`
    : line.dataset.usual;
  line.classList.toggle('fault', Boolean(lost));
}

if (document.querySelector('[data-job-id], [data-mini-job], [data-jobs], [data-socket]')) {
  // In the admin and on staff's queue page jobs may be somebody else's: these have a socket of their
  // own, which then says how things stand. The user's own brings the news on every page.
  const others = document.querySelector('[data-socket]')?.dataset.socket;
  // Two that show the same job are watched once; what staff's socket tells is not counted.
  const counts = !others || others === '/ws/queue/';
  connect('/ws/progress/', heard, others ? () => {} : stands, counts);
  if (others) connect(others, heard, stands);
  setInterval(watch, 1000);
}
