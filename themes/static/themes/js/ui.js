/* Small comforts for every page. Each has a plain form or link beneath it that works without. */

const root = document.documentElement;

/** Says something at the foot of the page; tone "bad" stays until dismissed. */
export function toast(text, tone = "") {
  const box = document.getElementById("toasts");
  if (!box) return;
  const line = document.createElement("p");
  line.className = `toast ${tone}`;
  const words = document.createElement("span");
  words.textContent = text;
  line.append(words);
  box.append(line);
  if (tone !== "bad") setTimeout(() => line.remove(), 8000);
}

/* Colours change at once; the server is told in the background and writes them from then on. */
document.querySelector("[data-theme-switch]")?.addEventListener("submit", (event) => {
  const form = event.currentTarget;
  const button = event.submitter;
  if (!button) return;
  event.preventDefault();
  const data = new FormData(form, button);
  if (button.value) root.dataset.theme = button.value;
  else delete root.dataset.theme;
  for (const other of form.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button));
  fetch(form.action, { method: "POST", body: data, redirect: "manual" }).catch(() => {});
});

document.addEventListener("click", async (event) => {
  const on = (selector) => event.target.closest(selector);
  let found;
  if ((found = on("[data-dismiss]"))) found.closest(".toast, .alert")?.remove();
  else if ((found = on("[data-open]"))) document.getElementById(found.dataset.open)?.showModal();
  else if ((found = on("[data-close]"))) found.closest("dialog")?.close();
  else if ((found = on("[data-copy]"))) {
    try {
      await navigator.clipboard.writeText(found.dataset.copy);
      toast(found.dataset.copied || found.dataset.copy);
    } catch {
      toast(found.dataset.copy, "bad");
    }
  }
});

/* What can't be undone waits until the thing's name is typed: <input data-names="8A1"> */
document.addEventListener("input", (event) => {
  const { names } = event.target.dataset ?? {};
  if (names === undefined) return;
  const button = event.target.form?.querySelector("[data-needs-name]");
  if (button) button.disabled = event.target.value.trim() !== names;
});

/* A sheet that is open on a narrow screen must not stay on top once it is a column. */
matchMedia("(min-width: 60rem)").addEventListener("change", () => {
  for (const sheet of document.querySelectorAll(".sheet:popover-open")) sheet.hidePopover();
});

/* A formula or table wider than the screen scrolls sideways: by keyboard too, so it takes focus. */
function reachable() {
  for (const box of document.querySelectorAll("math[display=block], .formula-scroll, .table-wrap, .prose pre")) {
    if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
    else if (box.matches("math, .formula-scroll")) box.removeAttribute("tabindex");
  }
}
addEventListener("resize", reachable);
document.fonts.ready.then(reachable);

/* Suggestions, fetched when a box is entered: <input data-suggest="address" data-script="address"> */
async function suggest({ target }) {
  const { suggest: address, script } = target.dataset ?? {};
  if (address && script) (await import(script)).enhance(target);
}
document.addEventListener("focusin", suggest);
suggest({ target: document.activeElement ?? document });

/* Select all in a table: <input type="checkbox" data-all="name"> */
document.addEventListener("change", (event) => {
  const name = event.target.dataset?.all;
  if (!name) return;
  const boxes = event.target.closest("table, form").querySelectorAll(`input[name="${CSS.escape(name)}"]`);
  for (const box of boxes) box.checked = event.target.checked;
});
