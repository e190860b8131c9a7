// A menu closes as menus do: by Escape, by a click elsewhere, when the focus leaves it. Dialogs open by a button.
export function enhance() {
  const open = () => document.querySelectorAll('details.dropdown[open]');
  document.addEventListener('click', (event) => {
    open().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
    const opener = event.target.closest('[data-dialog]');
    if (opener) document.getElementById(opener.dataset.dialog).showModal();
    if (event.target.closest('[data-close]')) event.target.closest('dialog').close();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    open().forEach((menu) => { menu.open = false; menu.querySelector('summary').focus(); });
  });
  document.addEventListener('focusout', (event) => {
    const menu = event.target.closest('details.dropdown[open]');
    if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
}
