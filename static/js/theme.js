// System, light, dark, in turn. The cookie lets the server write the choice into the page.
const TURN = ['system', 'light', 'dark'];
const LABELS = { system: 'System theme', light: 'Light theme', dark: 'Dark theme' };
const YEAR = 31536000;

function kept() {
  const cookie = /(?:^|; )theme=(\w+)/.exec(document.cookie)?.[1];
  return cookie ?? stored() ?? 'system';
}

function stored() {
  try { return localStorage.getItem('theme'); } catch { return null; }
}

function choose(theme) {
  document.documentElement.dataset.theme = theme;
  document.cookie = `theme=${theme}; path=/; max-age=${YEAR}; samesite=lax`;
  // Under this name and these words the admin looks for it too; its word for the system is another.
  try { localStorage.setItem('theme', theme === 'system' ? 'auto' : theme); } catch { /* a private window keeps none */ }
  label(theme);
  remember(theme);
}

// For the next device; without a login there is nobody to remember it for.
function remember(theme) {
  const token = document.querySelector('.rail [name=csrfmiddlewaretoken]');
  if (!token) return;
  const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': token.value };
  fetch('/api/user/preferences', { method: 'PATCH', headers, body: JSON.stringify({ theme }) }).catch(() => {});
}

function label(theme) {
  document.querySelectorAll('[data-theme-button] span').forEach((span) => { span.textContent = LABELS[theme]; });
}

export function enhance() {
  const theme = TURN.includes(kept()) ? kept() : 'system';
  document.documentElement.dataset.theme = theme;
  label(theme);
  document.querySelectorAll('[data-theme-button]').forEach((button) => {
    button.hidden = false;
    button.addEventListener('click', () => {
      choose(TURN[(TURN.indexOf(document.documentElement.dataset.theme) + 1) % TURN.length]);
    });
  });
}
