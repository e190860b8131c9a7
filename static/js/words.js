// Numbers and states of a job in words.
const STATUS = {
  pending: 'Waiting', in_progress: 'Running', interrupted: 'Interrupted', paused: 'Paused',
  completed: 'Done', failed: 'Failed', cancelled: 'Cancelled',
};
const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'];
const ENDED = ['completed', 'failed', 'cancelled'];
const TYPES = {
  DUPLICATE_ANALYSIS: 'Finding duplicates', LIBRARY_IMPORT: 'Importing music', SONG_ANALYSIS: 'Analysing a song',
  PLAYLIST_ANALYSIS: 'Analysing a playlist', BACKGROUND_ANALYSIS: 'Analysing new songs',
};
const NOUNS = {
  SONG_ANALYSIS: 'The song analysis', PLAYLIST_ANALYSIS: 'The playlist analysis',
  BACKGROUND_ANALYSIS: 'The background analysis', DUPLICATE_ANALYSIS: 'The duplicate analysis',
  LIBRARY_IMPORT: 'The import', EXPORT: 'The export', BULK_RESOLUTION: 'The bulk resolution',
};

export const number = (value) => Number(value).toLocaleString('en');

/** A count of bytes as "412 GB"; a dash where no size is known. */
export function size(bytes) {
  if (!bytes) return '–';
  let value = bytes;
  let unit = 0;
  for (; value >= 999.5 && unit < UNITS.length - 1; unit += 1) value /= 1000;
  const digits = value < 10 && unit ? 1 : 0;
  return `${value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${UNITS[unit]}`;
}

/** Seconds in their two largest units, as the server writes them: "4 s", "6 min 12 s", "9 h 41 min". */
export function span(seconds) {
  if (seconds === null) return '–';
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  if (whole < 86400) return `${Math.floor(whole / 3600)} h ${Math.floor(whole % 3600 / 60)} min`;
  return `${Math.floor(whole / 86400)} d ${Math.floor(whole % 86400 / 3600)} h`;
}

export const hasEnded = (body) => ENDED.includes(body.status);
export const status = (body) => STATUS[body.status] ?? body.status;
export const priority = (body) => body.priority[0].toUpperCase() + body.priority.slice(1);
export const type = (body) => TYPES[body.type] ?? 'Working';

/** The whole percentage, 100 only once it is done; a dash while it waits for its first start. */
export function percentage(body) {
  if (body.status === 'completed') return '100 %';
  if (body.status === 'pending') return '–';
  return `${Math.min(99, Math.floor(body.percentage))} %`;
}

/** The time left in words, never finer than it is known. */
export function eta(body) {
  if (body.status === 'pending') return 'waiting for its turn';
  if (body.status === 'interrupted') return 'interrupted, goes on by itself';
  if (body.status === 'paused') return 'paused';
  if (hasEnded(body)) return status(body).toLowerCase();
  return body.eta_text ? `${body.eta_text} left` : 'time left not known yet';
}

/** A time in a person's words, no finer than it is known, as the server says it. */
export function about(seconds) {
  const several = (count, unit) => `about ${count} ${unit}${count > 1 ? 's' : ''}`;
  if (seconds < 5) return 'a few seconds';
  if (seconds < 55) return `about ${5 * Math.round(seconds / 5)} seconds`;
  if (seconds < 55 * 60) return several(Math.max(1, Math.round(seconds / 60)), 'minute');
  if (seconds < 36 * 3600) return several(Math.max(1, Math.round(seconds / 3600)), 'hour');
  return `about ${Math.round(seconds / 86400)} days`;
}

/** What a reader is told when a job has ended: a title and a line. */
export function ending(body) {
  const failed = body.status === 'failed';
  const what = NOUNS[body.type] ?? 'The job';
  if (failed) return { title: `${what} failed`, text: body.error?.message ?? '', details: body.error?.code ?? '', tone: 'bad' };
  if (body.status === 'cancelled') return { title: `${what} was cancelled`, text: 'What was done until then is kept.', tone: 'good' };
  const found = body.groups_found;
  const groups = `${number(found ?? 0)} ${found === 1 ? 'group' : 'groups'} found.`;
  const text = found === undefined ? body.message : groups;
  return { title: `${what} is done`, text, tone: 'good' };
}

/** What tells a piece of news from any other: the job and its state, however it is heard of. */
export function newsKey({ job_id: job, status: state }, id = null) {
  return job && state ? `${job}:${state}` : `notification:${id}`;
}

/** The rest of a notification's toast: bad news look like it. */
export function notice({ message, data }) {
  const bad = data.status === 'failed' || data.state === 'begun';
  return { text: message, details: data.code ?? '', tone: bad ? 'bad' : 'good' };
}
