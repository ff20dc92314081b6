// Small helps in the editor: topics follow grade and subject, the list of what review will ask
// follows each save, no save misses anything, the wall's size shows the wall. Without this script the server narrows the
// topics after a save, and the preview's mode is chosen by hand.
const me = document.querySelector("script[data-topics]");

function field(name) {
  return document.querySelector(`#w-editor-form [name=${name}]`);
}

async function refill() {
  const [grade, subject, topic] = [field("grade"), field("subject"), field("topic")];
  const kept = topic.value;
  const empty = topic.options[0];
  if (!grade.value || !subject.value) return topic.replaceChildren(empty);
  const answer = await fetch(`${me.dataset.topics}?lop=${grade.value}&mon=${subject.value}`, { credentials: "same-origin" });
  if (!answer.ok) return undefined;
  const { strands } = await answer.json();
  topic.replaceChildren(empty);
  for (const strand of strands) {
    const group = document.createElement("optgroup");
    group.label = strand.name;
    for (const one of strand.topics) group.append(new Option(one.name, one.id, false, String(one.id) === kept));
    topic.append(group);
  }
  topic.dispatchEvent(new Event("change", { bubbles: true }));
  return undefined;
}

async function judge() {
  const list = document.querySelector("[data-completeness]");
  if (!list) return;
  const answer = await fetch(list.dataset.completeness, { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return;
  const wasOpen = list.querySelector("details")?.open;
  list.innerHTML = await answer.text();
  const box = list.querySelector("details");
  if (box && wasOpen !== undefined) box.open = wasOpen;
}

// Wagtail shows a block's kind above its field without tying the two; a screen reader hears it here.
function heading(one, part) {
  return one.closest("[data-panel]")?.querySelector(part);
}

function nameFields() {
  for (const one of document.querySelectorAll("#w-editor-form :is(input:not([type=hidden]), textarea, select, [role=textbox])")) {
    if (one.labels?.length || one.ariaLabel || one.hasAttribute("aria-labelledby")) continue;
    const place = one.closest("[data-contentpath]");
    const words = place?.querySelector(":scope > label") ?? heading(one, ".c-sf-block__type") ?? heading(one, "[data-panel-heading]");
    if (words) one.ariaLabel = words.textContent.replace("*", "").trim();
  }
}

let naming;
new MutationObserver(() => (naming ??= requestAnimationFrame(() => ((naming = undefined), nameFields())))).observe(document.body, { childList: true, subtree: true });
nameFields();

// Wagtail's dialogues say neither what they are called nor that the page behind them waits. The
// page is given back before Wagtail returns the focus to where it was. A dialogue that closes while
// it still opens would take the focus for itself once more, and keep it from the text; so it may not.
function holdBack(dialogue, isHeld) {
  dialogue.inert = !isHeld;
  for (const one of document.body.children) {
    if (!one.matches(".modal, .modal-backdrop, script")) one.inert = isHeld;
  }
  if (!isHeld) return;
  dialogue.ariaModal = "true";
  dialogue.ariaLabel = dialogue.querySelector("h1, h2")?.textContent.trim() ?? "";
}

window.jQuery?.(document)
  .on("show.bs.modal", ({ target }) => holdBack(target, true))
  .on("hide.bs.modal", ({ target }) => holdBack(target, false));

if (field("topic")) {
  field("grade").addEventListener("change", refill);
  field("subject").addEventListener("change", refill);
}
// The button that adds a step says so; our style sheet puts it there.
if (me.dataset.addStep) {
  document.documentElement.style.setProperty("--ph-add-step", JSON.stringify(me.dataset.addStep));
}

// The size chosen last is chosen again while the page loads, before the steps stand in the form:
// a preview asked for then would be refused.
function whenStepsStand(act, tries = 200) {
  if (field("steps-count")) act();
  else if (tries) setTimeout(whenStepsStand, 50, act, tries - 1);
}

// Wagtail centres the list of blocks under its button: where the button stands at the left edge,
// half of the list would lie under the side bar.
document.addEventListener("click", ({ target }) => {
  target.closest?.(".c-sf-add-button")?._tippy?.setProps({ placement: "bottom-start" });
}, true);

document.addEventListener("change", (event) => {
  if (event.target.name !== "preview-size") return;
  const mode = document.querySelector("[name=preview_mode]");
  const wanted = event.target.value === "wall" ? "wall" : "";
  if (!mode || mode.value === wanted) return;
  mode.value = wanted;
  whenStepsStand(() => mode.dispatchEvent(new Event("change", { bubbles: true })));
});
// Wagtail takes for saved whatever the form holds when it is ready or when an answer comes: what
// was typed or uploaded before, or while a save was on its way, would wait for the next key. It is
// saved all the same, and so is what was typed while the line was down.
const WRITING = new Set(["Backspace", "Delete", "Enter", "Process", "Unidentified"]);
let isMet = false; // nobody changes anything before the first key or click
let touched = false;
let late;

function save() {
  document.querySelector("#w-editor-form")?.dispatchEvent(new CustomEvent("w-unsaved:add", { bubbles: true, cancelable: true, detail: { type: "edits" } }));
}

function touch(event) {
  if (!event.target.closest?.("#w-editor-form")) return;
  // A chooser says that it changed when the page builds it; an upload says so when it has ended.
  if (!isMet && !event.isTrusted && !event.target.closest("ph-video-upload")) return;
  // Keys count in rich text alone, which says nothing else; walking through it is no change.
  if (event.type === "keyup" && !(event.target.isContentEditable && (event.key.length === 1 || WRITING.has(event.key)))) return;
  touched = true;
  // Rich text reaches the form some moments later; a save may begin in between.
  setTimeout(() => (touched = true), 300);
  clearTimeout(late);
  late = setTimeout(() => touched && save(), 2500);
}

for (const kind of ["pointerdown", "keydown", "drop", "paste"]) {
  document.addEventListener(kind, () => (isMet = true), { capture: true, once: true });
}
for (const kind of ["beforeinput", "input", "change", "keyup"]) {
  document.addEventListener(kind, touch, true);
}
document.addEventListener("w-autosave:save", () => (touched = false));
document.addEventListener("w-autosave:success", () => touched && save());
addEventListener("online", save);
document.addEventListener("w-autosave:success", judge);
document.addEventListener("ph-video-state", judge);
document.addEventListener("ph-video-captions", judge);
