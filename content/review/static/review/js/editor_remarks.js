// Each open remark goes to its step or block in the editor, which Wagtail's script draws; the
// panel above keeps a line with a link to it. Answers are sent at once, without leaving the page.
const panel = document.querySelector("[data-remarks]");
const cards = panel ? [...panel.querySelectorAll("[data-remark]")] : [];
const homes = new Map(cards.map((card) => [card, card.closest("[data-remark-line]")]));

// A remark about a step or block stands between its heading and its fields, seen also when folded.
function spot(card) {
  return card.dataset.target ? document.getElementById(`block-${card.dataset.target}-content`) : null;
}

function settle() {
  for (const card of cards) {
    const content = spot(card);
    const line = homes.get(card);
    // Wagtail keeps a removed block, hidden, until the page is saved.
    const there = Boolean(content) && !content.closest("[data-streamfield-child][aria-hidden=true]");
    const home = there ? content.parentElement : line;
    if (card.parentElement === home) continue;
    if (there) content.before(card);
    else line.append(card);
    line.querySelector(".ph-remarks__excerpt").hidden = !there;
  }
}

function open(card) {
  const tab = card.closest("[role=tabpanel][hidden]");
  if (tab) document.getElementById(tab.getAttribute("aria-labelledby"))?.click();
  for (let one = card.parentElement; one; one = one.parentElement) {
    const content = one.closest(".w-panel__content[hidden]");
    if (!content) break;
    document.querySelector(`[data-panel-toggle][aria-controls="${content.id}"]`)?.click();
    one = content;
  }
  // After the tab and the folded parts are drawn.
  requestAnimationFrame(() => {
    card.scrollIntoView({ block: "center" });
    card.focus({ preventScroll: true });
  });
}

function show(card, answer) {
  const done = answer.state !== "open";
  const reply = card.querySelector("[data-remark-reply]");
  reply.hidden = !answer.reply;
  reply.querySelector("span").textContent = answer.reply;
  card.querySelector("[data-remark-state]").textContent = answer.label;
  card.querySelector("textarea").value = "";
  if (!done) return;
  card.querySelector("[data-remark-form]").hidden = true;
  for (const one of [card, homes.get(card)]) one.classList.add("is-done");
  card.focus();
  const left = cards.filter((one) => !one.classList.contains("is-done")).length;
  const count = panel.querySelector("[data-remarks-count]");
  count.textContent = left ? count.textContent.replace(/\d+/, left) : count.dataset.none;
}

async function act(card, action) {
  const error = card.querySelector("[data-remark-error]");
  const buttons = [...card.querySelectorAll("[data-remark-act]")];
  const body = new URLSearchParams({ action, text: card.querySelector("textarea").value });
  const token = document.querySelector("#w-editor-form [name=csrfmiddlewaretoken]").value;
  const headers = { "X-CSRFToken": token, Accept: "application/json" };
  error.hidden = true;
  for (const one of buttons) one.disabled = true;
  try {
    const response = await fetch(card.dataset.answer, { method: "POST", body, headers, credentials: "same-origin" });
    const answer = await response.json();
    if (response.ok) show(card, answer);
    else throw new Error(answer.errors.join(" "), { cause: "said" });
  } catch (fault) {
    error.textContent = fault.cause === "said" ? fault.message : error.dataset.offline;
    error.hidden = false;
  }
  for (const one of buttons) one.disabled = false;
}

for (const card of cards) {
  // What is typed here belongs to the answer, not to the draft that Wagtail saves by itself.
  for (const kind of ["input", "change", "keyup", "keydown"]) card.addEventListener(kind, (event) => event.stopPropagation());
  card.addEventListener("click", (event) => {
    const button = event.target.closest("[data-remark-act]");
    if (button) act(card, button.dataset.remarkAct);
  });
  homes.get(card).querySelector("[data-remark-jump]")?.addEventListener("click", (event) => {
    event.preventDefault();
    open(card);
  });
}

if (cards.length) {
  settle();
  // The editor draws its blocks after this script, and anew when one is moved or removed.
  const form = document.querySelector("#w-editor-form");
  const watch = { childList: true, subtree: true, attributes: true, attributeFilter: ["aria-hidden"] };
  new MutationObserver(settle).observe(form, watch);
}
