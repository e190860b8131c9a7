// How much of the library is analysed, live: what a job says makes the page ask for the whole.
import { swap } from './swap.js';
import * as words from './words.js';

const TYPES = ['SONG_ANALYSIS', 'PLAYLIST_ANALYSIS', 'BACKGROUND_ANALYSIS'];
const LEAST_BETWEEN = 2000;
let wanted = false;
let askedAt = 0;

const panel = () => document.querySelector('#songs');

function show(body) {
  const left = body.eta_seconds;
  say('analysed', words.number(body.analysed));
  say('total', words.number(body.total));
  say('percentage', body.analysed === body.total ? '100 %' : `${Math.min(99, Math.floor(body.percentage))} %`);
  panel().querySelector('[data-songs=bar]').value = body.percentage;
  if (body.analysed === body.total) say('eta', 'all done');
  else if (left === null) say('eta', 'time left not known yet');
  else say('eta', `${words.about(left)} ${body.running_job ? 'left' : 'of work left'}`);
  // Another job is at it, or none: its name and its priority come with the page.
  if ((body.running_job?.job_id ?? '') !== (panel().dataset.jobId ?? '')) swap(location.href, 'main').catch(() => {});
}

function say(name, text) {
  const place = panel().querySelector(`[data-songs=${name}]`);
  if (place.textContent !== text) place.textContent = text;
}

async function ask() {
  wanted = false;
  askedAt = Date.now();
  try {
    const response = await fetch('/api/progress/global');
    if (response.ok && panel()) show(await response.json());
  } catch { /* offline: the next state asks again */ }
}

document.addEventListener('job-state', ({ detail }) => { wanted ||= TYPES.includes(detail.type); });
setInterval(() => { if (wanted && panel() && Date.now() - askedAt >= LEAST_BETWEEN) ask(); }, 500);
