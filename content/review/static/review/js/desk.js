/* The review desk by keyboard. Keys work while the focus is in the checklist and not in a text,
   so they take nothing from screen readers or from typing (WCAG 2.1.4). */

const form = document.querySelector("[data-checklist]");
const pin = document.querySelector("[data-pin]");

/* A script that fills a field in is no key stroke: it says so itself. */
const filled = (field) => field.dispatchEvent(new Event("input", { bubbles: true }));

if (form) {
  const lines = [...form.querySelectorAll("[data-line]")];
  const hint = form.querySelector("[data-keys]");
  if (hint) hint.hidden = false;

  const current = () => lines.findIndex((line) => line.contains(document.activeElement));

  const go = (index) => {
    const line = lines[Math.max(0, Math.min(index, lines.length - 1))];
    const chosen = line?.querySelector("input:checked") ?? line?.querySelector("input");
    chosen?.focus();
    line?.scrollIntoView({ block: "nearest" });
  };

  const answer = (value) => {
    const line = lines[current()];
    const input = line?.querySelector(`input[value="${value}"]`);
    if (!input) return;
    input.checked = true;
    filled(input);
    if (value === "no") line.querySelector("select")?.focus();
    else go(current() + 1);
  };

  const keys = {
    j: () => go(current() + 1),
    k: () => go(current() - 1),
    y: () => answer("yes"),
    n: () => answer("no"),
    g: () => pin?.querySelector("select")?.focus(),
  };

  form.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("textarea, select, input:not([type=radio])")) return;
    const act = keys[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/* Choosing a place shows it in the frame. */
const frame = document.querySelector('iframe[name="xem-thu"]');
const place = pin?.querySelector("select");
place?.addEventListener("change", () => {
  const group = place.selectedOptions[0]?.parentElement;
  const groups = [...place.querySelectorAll("optgroup")];
  const number = groups.indexOf(group) + 1;
  if (frame && number > 0) frame.contentWindow.location.hash = `buoc-${number}`;
});

/* The second the video in the frame stands at: with its step and block, where none is chosen. */
const take = pin?.querySelector("[data-take-second]");
const second = pin?.querySelector("#second");

function standing() {
  const [step, block] = place.value.split(":");
  const shown = frame?.contentDocument;
  const within = (block && shown?.getElementById(`khoi-${block}`))
    || shown?.querySelector(`[data-step="${CSS.escape(step)}"]`) || shown;
  const videos = [...(within?.querySelectorAll("video") ?? [])].filter((one) => one.currentTime > 0);
  return videos.find((one) => !one.paused) ?? videos[0];
}

if (take && frame) {
  take.hidden = false;
  take.addEventListener("click", () => {
    const video = standing();
    pin.querySelector("[data-no-second]").hidden = Boolean(video);
    if (!video) return;
    const whole = Math.floor(video.currentTime);
    second.value = `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
    const block = video.closest("[data-block]")?.dataset.block;
    const option = [...place.options].find((one) => block && one.value.endsWith(`:${block}`));
    if (option) place.value = option.value;
    filled(second);
    filled(place);
  });
}
