// Suggestions under a search box: the combobox pattern of the ARIA Authoring Practices, list
// autocomplete with manual selection. Without this script the box is a plain form and works.
// themes/js/ui.js fetches it when a box with data-suggest is entered, never before.

const WAIT = 140;
let boxes = 0;

function option(id, one) {
  const item = document.createElement("li");
  item.id = id;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  const kind = document.createElement("span");
  kind.className = "count";
  kind.textContent = one.kind_label;
  item.append(one.text, " ", kind);
  item.dataset.url = one.url;
  return item;
}

export function enhance(input) {
  if (input.getAttribute("role") === "combobox") return;
  const name = `goi-y-${++boxes}`;
  const list = document.createElement("ul");
  const address = input.dataset.suggest;
  const before = input.defaultValue;
  let timer = 0;
  let asked = null;
  let active = -1;

  list.id = name;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.getAttribute("aria-label") || "");
  input.form.append(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", name);
  input.setAttribute("aria-expanded", "false");

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function show(found) {
    list.replaceChildren(...found.map((one, at) => option(`${name}-${at}`, one)));
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
  }

  function move(step) {
    const items = list.children;
    if (list.hidden || !items.length) return;
    if (active >= 0) items[active].setAttribute("aria-selected", "false");
    // One place more than there are suggestions: the box itself.
    active = ((active + 1 + step + items.length + 1) % (items.length + 1)) - 1;
    if (active < 0) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    items[active].setAttribute("aria-selected", "true");
    items[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", items[active].id);
  }

  async function ask() {
    const text = input.value.trim();
    asked?.abort();
    if (text.length < 2) return close();
    asked = new AbortController();
    try {
      const url = `${address}?q=${encodeURIComponent(text)}`;
      const answer = await fetch(url, { signal: asked.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) return close();
      const found = (await answer.json()).suggestions;
      if (document.activeElement === input) show(found);
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) return;
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      location.assign(list.children[active].dataset.url);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  input.addEventListener("blur", () => {
    clearTimeout(timer);
    asked?.abort();
    close();
  });
  // pointerdown comes before blur: the list is still there.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) location.assign(item.dataset.url);
  });
  // What was typed while this script was on its way.
  if (input.value !== before) ask();
}
