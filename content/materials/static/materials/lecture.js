// The lecture page: where am I, previous and next, and the video player on the first tap.
// Everything here adds to a page that reads and plays without it.

const article = document.querySelector("[data-lecture]");
const words = JSON.parse(document.getElementById("chu-trinh-phat")?.textContent || "{}");
const watches = JSON.parse(document.getElementById("xem-tiep")?.textContent || "{}") || {};
const steps = [...document.querySelectorAll("[data-step]")];

function fill(text, values) {
  return (text || "").replace(/\{(\w+)\}/g, (_match, name) => values[name] ?? "");
}

function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(whole / 60) % 60;
  const second = String(whole % 60).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${second}` : `${minutes}:${second}`;
}

/* -- where am I ------------------------------------------------------------------------------ */

// The step that covers the upper third of the window; the last one when the page has ended.
function currentStep() {
  const line = window.innerHeight / 3;
  const atEnd = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 2;
  if (atEnd && window.scrollY > 0) return steps[steps.length - 1];
  let found = steps[0];
  for (const step of steps) {
    if (step.getBoundingClientRect().top <= line) found = step;
  }
  return found;
}

let shown = null;

function point(link, index, off) {
  link.hash = steps[Math.min(steps.length - 1, Math.max(0, index))].id;
  if (off) link.setAttribute("aria-disabled", "true"); else link.removeAttribute("aria-disabled");
}

function showWhere() {
  const step = currentStep();
  if (!step || step === shown) return;
  shown = step;
  const index = steps.indexOf(step);
  const bar = document.querySelector("[data-step-bar]");
  if (bar) {
    bar.querySelector("[data-where]").textContent = fill(words.where, { number: index + 1, total: steps.length });
    point(bar.querySelector("[data-previous]"), index - 1, index === 0);
    point(bar.querySelector("[data-next]"), index + 1, index === steps.length - 1);
  }
  for (const link of document.querySelectorAll("[data-step-link]")) {
    if (link.dataset.stepLink === step.dataset.step) link.setAttribute("aria-current", "step");
    else link.removeAttribute("aria-current");
  }
}

// The list of steps is a sheet on a phone: choosing one closes it.
document.getElementById("cac-buoc")?.addEventListener("click", (event) => {
  const sheet = event.currentTarget;
  if (event.target.closest("a") && sheet.matches(":popover-open")) sheet.hidePopover();
});

function offerResume() {
  const link = document.querySelector("[data-resume]");
  const step = steps.find((one) => one.dataset.step === article?.dataset.lastStep);
  const index = steps.indexOf(step);
  if (!link || index < 1) return;
  link.href = `#${step.id}`;
  link.textContent = fill(words.continue_step, {
    number: index + 1, title: step.querySelector("[data-step-title]").textContent,
  });
  link.hidden = false;
}

/* -- videos ------------------------------------------------------------------------------------ */

// Those who are signed in go on from what the server knows: a school's computer has many readers.
function storedPosition(asset) {
  if (article.dataset.session) return watches[asset]?.position || 0;
  try {
    return Number(localStorage.getItem(`ph-video-${asset}`)) || 0;
  } catch {
    return 0;
  }
}

// A remark of review leads to a second: ?giay=75, with the block of its video as fragment.
function namedSecond(figure) {
  const block = figure.closest("[data-block]");
  if (!block || location.hash !== `#${block.id}`) return 0;
  return Number(new URLSearchParams(location.search).get("giay")) || 0;
}

// The picture of a video that is not the page's first is asked for when the video comes near.
const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    near.unobserve(target);
    target.poster = target.dataset.poster;
  }
}, { rootMargin: "100% 0px" });
for (const video of document.querySelectorAll("video[data-poster]")) near.observe(video);

function startButton(text) {
  const start = document.createElement("button");
  start.type = "button";
  start.className = "videobox-start";
  const label = document.createElement("span");
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  icon.setAttribute("class", "icon");
  icon.setAttribute("viewBox", "0 0 24 24");
  icon.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", "M7 4.5v15l12.5-7.5z");
  icon.append(path);
  const caption = document.createElement("b");
  caption.textContent = text;
  label.append(icon, caption);
  start.append(label);
  return { start, caption };
}

// What takes longest on a slow line begins at the tap, while the player's script is on its way:
// the video itself where the browser has HLS, hls.js where it has not.
function headStart(video, figure, position) {
  if (!video.canPlayType("application/vnd.apple.mpegurl")) {
    const script = Object.assign(document.createElement("link"), { rel: "preload", as: "script", href: article.dataset.hls });
    document.head.append(script);
    return;
  }
  let chosen = null;
  try { chosen = localStorage.getItem("ph-quality"); } catch { /* private mode */ }
  if (chosen ?? navigator.connection?.saveData) return; // the player knows which address it is
  video.src = figure.dataset.master;
  if (position) video.currentTime = position;
  video.play().catch(() => {});
}

function preparePlayer(figure) {
  const video = figure.querySelector("video");
  const duration = Number(figure.dataset.duration);
  const position = namedSecond(figure) || storedPosition(figure.dataset.asset);
  const goesOn = position > 3 && position < duration - 3;
  let from = goesOn ? position : 0;
  video.controls = false;
  const { start, caption } = startButton(
    goesOn ? fill(words.resume, { time: clock(position) }) : words.play,
  );
  figure.querySelector(".videobox-frame").append(start);
  start.addEventListener("click", async () => {
    caption.textContent = words.loading;
    headStart(video, figure, from);
    try {
      const { enhance } = await import(article.dataset.playerScript);
      await enhance(figure, {
        words, fill, clock, position: from,
        scripts: article.dataset, isSignedIn: Boolean(article.dataset.session),
      });
    } catch {
      video.controls = true;
    }
    start.remove();
    for (const one of figure.querySelectorAll(".videobox-saving")) one.remove();
  }, { once: true });
  if (goesOn) offer(figure, words.restart, () => { from = 0; start.click(); });
  offerSaving(figure, start);
}

// Another way to begin, beside the big button; gone once the video has begun.
function offer(figure, text, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button quiet videobox-saving";
  button.textContent = text;
  button.addEventListener("click", act);
  figure.querySelector(".videobox-about").append(button);
}

// Saving data is offered before a byte of the video is loaded, with what it will cost.
function offerSaving(figure, start) {
  const pictures = figure.dataset.qualities.split(" ").filter((row) => row && !row.startsWith("audio"));
  if (pictures.length < 2) return;
  const [name, size] = pictures[pictures.length - 1].split(":");
  const mb = new Intl.NumberFormat(document.documentElement.lang).format(Number(size));
  offer(figure, fill(words.quality_saving, { name, mb }), () => {
    try { localStorage.setItem("ph-quality", `?max=${parseInt(name, 10)}`); } catch { /* private mode */ }
    start.click();
  });
}

document.querySelectorAll("[data-player]").forEach(preparePlayer);
offerResume();
if (steps.length) {
  showWhere();
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; showWhere(); });
  }, { passive: true });
}
