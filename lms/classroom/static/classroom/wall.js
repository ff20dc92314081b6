// The classroom screen: keys, clicker, touch, board, clock, network. All screens are in the page
// already, so that a lesson goes on when the network does not. Without this script the edges are
// plain links to ?buoc=….

const strip = document.querySelector("[data-wall]");
const stage = document.querySelector("main");
let screens = [...stage.querySelectorAll("[data-screen]")];
let now = Math.max(0, screens.findIndex((screen) => !screen.hidden));

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_match, name) => values[name] ?? "");

// A lesson goes on when the network does not: every picture now.
for (const video of stage.querySelectorAll("video[data-poster]")) video.poster = video.dataset.poster;

/* -- one screenful ---------------------------------------------------------------------- */

// The server cut by an estimate. Here it is measured, with answers open, and what does not fit
// moves to a screen of its own, whole pieces at a time. Nothing is shrunk or cut off. More than
// eight lines are not read from the back row, even where they fit.
const MOST_LINES = 8;

// Where the pieces end, not what scrollHeight says: the box around a fraction's letters is taller
// than its line, and a press of the clicker would go into scrolling over nothing.
function overflows(body) {
  const end = Math.max(0, ...[...body.children].map((piece) => piece.getBoundingClientRect().bottom));
  return end + body.scrollTop > body.getBoundingClientRect().top + body.clientHeight + 2;
}

function wordBoxes(node) {
  const words = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  const boxes = [];
  while (words.nextNode()) {
    range.selectNodeContents(words.currentNode);
    boxes.push(...range.getClientRects());
  }
  return boxes.filter((box) => box.width);
}

// Words at one height are one line; above and below the line of a fraction are two.
function linesOf(pieces) {
  let lines = 0;
  let bottom = -Infinity;
  for (const box of pieces.flatMap(wordBoxes).sort((one, other) => one.top - other.top)) {
    if (box.top >= bottom - 1) lines += 1;
    bottom = Math.max(bottom, box.bottom);
  }
  return lines;
}

function markJoined(body) {
  let before = "";
  for (const piece of body.children) {
    piece.classList.toggle("is-joined", piece.dataset.block === before);
    before = piece.dataset.block;
  }
}

function continued(screen) {
  const next = screen.cloneNode(false);
  const title = screen.querySelector(".wall-title").cloneNode(true);
  if (!title.querySelector(".wall-part")) {
    const part = document.createElement("span");
    part.className = "wall-part";
    part.textContent = strip.dataset.continued;
    title.append(" ", part);
  }
  title.id = `man-${Math.random().toString(36).slice(2)}`;
  next.setAttribute("aria-labelledby", title.id);
  const body = document.createElement("div");
  body.className = "wall-body";
  body.dataset.body = "";
  next.append(title, body);
  screen.after(next);
  return next;
}

const BOXES = [".is-example", ".is-exercise", ".is-key_point", ".is-simulation"].join();

// The first piece that goes on: what fits stays, but a box that fits a screen is not cut, and a
// heading or a line ending in a colon goes with what it leads in.
function placeToCut(body) {
  const pieces = [...body.children];
  const bottom = body.getBoundingClientRect().top + body.clientHeight + 2;
  let at = pieces.findIndex((piece, index) => piece.getBoundingClientRect().bottom > bottom
    || linesOf(pieces.slice(0, index + 1)) > MOST_LINES);
  if (at < 1) return pieces.length > 1 && at === 0 ? 1 : pieces.length;
  const wanted = at;
  const { block } = pieces[at].dataset;
  if (pieces[at].matches(BOXES)) {
    const box = pieces.filter((piece) => piece.dataset.block === block);
    const height = box.reduce((sum, piece) => sum + piece.offsetHeight, 0);
    if (height <= body.clientHeight && linesOf(box) <= MOST_LINES) at = pieces.indexOf(box[0]);
  }
  while (at > 0 && "keeps" in pieces[at - 1].dataset) at -= 1;
  return at || wanted;
}

function cut(screen) {
  const body = screen.querySelector("[data-body]");
  if (!body) return;
  const wasHidden = screen.hidden;
  screen.hidden = false;
  const answers = [...body.querySelectorAll("details")];
  const open = answers.map((one) => one.open);
  answers.forEach((one) => { one.open = true; });
  markJoined(body);
  const isFull = overflows(body) || linesOf([...body.children]) > MOST_LINES;
  const moved = isFull ? [...body.children].slice(placeToCut(body)) : [];
  moved.forEach((piece) => piece.remove());
  markJoined(body);
  body.classList.toggle("is-scrolling", overflows(body));
  answers.forEach((one, index) => { one.open = open[index]; });
  screen.hidden = wasHidden;
  if (!moved.length) return;
  const next = continued(screen);
  next.hidden = true;
  next.querySelector("[data-body]").append(...moved);
  cut(next);
}

// The server's own cuts are undone first: on a wide screen more fits than it could know.
function join() {
  for (const screen of screens) {
    const body = screen.querySelector("[data-body]");
    const before = screen.previousElementSibling;
    const target = before?.querySelector("[data-body]");
    if (!body || !target || before.dataset.step !== screen.dataset.step) continue;
    if (before.matches(".is-picture") || screen.matches(".is-picture")) continue;
    target.append(...body.children);
    if (!screen.hidden) before.hidden = false;
    screen.remove();
  }
  screens = [...stage.querySelectorAll("[data-screen]")];
}

// Names the screens of each step anew: 3, 3.2, 3.3 …
function number() {
  screens = [...stage.querySelectorAll("[data-screen]")];
  const parts = {};
  for (const screen of screens) {
    const step = screen.dataset.step;
    parts[step] = (parts[step] || 0) + 1;
    screen.dataset.screen = parts[step] === 1 ? step : `${step}.${parts[step]}`;
    screen.dataset.part = parts[step];
  }
  for (const screen of screens) screen.dataset.parts = parts[screen.dataset.step];
}

function cutAll() {
  const first = screens[now]?.querySelector("[data-body] > *, video");
  join();
  for (const screen of screens) cut(screen);
  number();
  now = Math.max(0, screens.findIndex((screen) => screen.contains(first)));
  show(now);
}

/* -- moving ------------------------------------------------------------------------------- */

function indexOf(place) {
  const [step, part] = String(place).split(".").map(Number);
  let best = 0;
  screens.forEach((screen, index) => {
    const its = [Number(screen.dataset.step), Number(screen.dataset.part || 1)];
    if (its[0] < step || (its[0] === step && its[1] <= (part || 1))) best = index;
  });
  return best;
}

function show(index) {
  if (!screens.length) return;
  const target = Math.min(screens.length - 1, Math.max(0, index));
  if (target !== now) {
    screens[now].querySelector("video")?.pause();
    screens[now].classList.remove("is-alone");
  }
  now = target;
  screens.forEach((screen, one) => { screen.hidden = one !== now; });
  const { step, part, parts, screen: place } = screens[now].dataset;
  const words = Number(parts) > 1 ? strip.dataset.partWords : strip.dataset.whereWords;
  const where = strip.querySelector("[data-where]");
  const text = fill(words, { step, steps: strip.dataset.steps, part, parts });
  if (where.textContent !== text) where.textContent = text;
  const meter = strip.querySelector("[data-meter]");
  meter.max = screens.length;
  meter.value = now + 1;
  document.querySelector("[data-previous]").href = `?buoc=${screens[Math.max(0, now - 1)].dataset.screen}`;
  document.querySelector("[data-next]").href = `?buoc=${screens[Math.min(screens.length - 1, now + 1)].dataset.screen}`;
  // The place stays in the address: a reload, or a second screen, opens it again. The preview in
  // the editor keeps its own address.
  if (window.parent === window) {
    const address = new URL(location.href);
    address.searchParams.set("buoc", place);
    history.replaceState(null, "", address);
  }
}

function scrolls(by) {
  const body = screens[now]?.querySelector(".is-scrolling");
  if (!body) return false;
  const before = body.scrollTop;
  body.scrollBy({ top: by * body.clientHeight * 0.8 });
  return body.scrollTop !== before;
}

const isPicture = () => Boolean(screens[now]?.matches(".is-picture"));
const hiddenAnswer = () => screens[now]?.querySelector("details:not([open])");

// As a clicker has only two keys, "next" opens an answer before it goes on.
function forward() {
  const answer = hiddenAnswer();
  if (answer) { answer.open = true; return; }
  if (!scrolls(1)) show(now + 1);
}

function back() {
  if (!scrolls(-1)) show(now - 1);
}

function reveal() {
  const video = screens[now]?.querySelector("video");
  if (isPicture()) { screens[now].classList.toggle("is-alone"); return; }
  if (video) { if (video.paused) video.play().catch(() => {}); else video.pause(); return; }
  const answer = hiddenAnswer();
  if (answer) { answer.open = true; return; }
  for (const open of screens[now]?.querySelectorAll("details[open]") ?? []) open.open = false;
}

/* -- keys, board, full screen --------------------------------------------------------------- */

function turnBoard() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  document.cookie = `bang=${root.dataset.theme}; path=/man-hinh/; max-age=31536000; samesite=lax`;
}

function fullScreen(wanted) {
  if (wanted) document.documentElement.requestFullscreen?.().catch(() => {});
  else document.exitFullscreen?.().catch(() => {});
}

// Eyes to the front: nothing is on the screen until the next key or touch, which does nothing else.
const isBlank = () => document.body.classList.contains("is-blank");
function blank(wanted) {
  document.body.classList.toggle("is-blank", wanted);
  if (wanted) screens[now]?.querySelector("video")?.pause();
}

function leave() {
  if (strip.dataset.exit) location.assign(strip.dataset.exit);
}

const help = document.querySelector("[data-help]");
// Closed by a key, a dialogue may still say what was chosen the time before: so do some browsers.
function openTools() {
  help.returnValue = "";
  help.showModal();
}

const keys = {
  ArrowRight: forward, ArrowDown: forward, PageDown: forward, " ": forward, n: forward,
  ArrowLeft: back, ArrowUp: back, PageUp: back, Backspace: back, p: back,
  Home: () => show(0), End: () => show(screens.length - 1),
  Enter: reveal, d: reveal, b: turnBoard, f: () => fullScreen(!document.fullscreenElement),
  ".": () => blank(true),
  Escape: leave, "?": openTools, h: openTools,
};

/* A board without keys finds them behind a button. */
const tools = { board: turnBoard, full: () => fullScreen(!document.fullscreenElement), blank: () => blank(true) };
const opener = strip.querySelector("[data-help-open]");
opener.hidden = false;
opener.addEventListener("click", openTools);
help.addEventListener("close", () => tools[help.returnValue]?.());

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  if (isBlank()) {
    event.preventDefault();
    if (!event.repeat) blank(false); // a key held down is the one that blanked it
    return;
  }
  const onControl = event.target.closest?.("a, button, summary, input");
  if (onControl && (event.key === "Enter" || event.key === " ")) return;
  const action = keys[event.key] || keys[event.key.toLowerCase()];
  if (!action) return;
  event.preventDefault();
  event.stopPropagation();
  action();
}, { capture: true });

/* -- touch: left third back, right third on, swipes likewise ---------------------------------- */

let offered = window.parent !== window;
let began = null;

function third(x) {
  if (x < innerWidth / 3) back();
  else if (x > (innerWidth * 2) / 3) forward();
  else if (hiddenAnswer() || isPicture()) reveal();
}

// The lower part of a video is its own bar, where a finger seeks.
function belongsToControls(event) {
  if (event.target.closest(".wall-strip, dialog")) return true;
  const box = event.target.closest("video")?.getBoundingClientRect();
  return Boolean(box) && event.clientY > box.top + box.height * 0.7;
}

// wall.css leaves one finger to us and two to the browser, which zooms with them and cancels ours.
addEventListener("pointerdown", (event) => {
  began = event.isPrimary && !belongsToControls(event) ? { x: event.clientX, y: event.clientY } : null;
});
addEventListener("pointercancel", () => { began = null; });

function act(event) {
  if (!event.isTrusted || help.open) return;
  if (isBlank()) { blank(false); return; }
  if (!offered) { offered = true; fullScreen(true); }
  const edge = event.target.closest("[data-previous], [data-next]");
  if (edge) {
    if (edge.matches("[data-next]")) forward(); else back();
    return;
  }
  if (event.target.closest("a, button, summary, input, video, dialog, .wall-strip")) return;
  third(event.clientX);
}

// A tap soon after a swipe brings no click in Chromium: fingers are heard when they leave.
let lifted = -Infinity;
addEventListener("pointerup", (event) => {
  if (!began || event.pointerType === "mouse") return;
  lifted = event.timeStamp;
  const across = event.clientX - began.x;
  const down = event.clientY - began.y;
  if (isBlank()) blank(false);
  else if (Math.abs(across) > 60 && Math.abs(across) > 2 * Math.abs(down)) {
    if (across < 0) forward(); else back();
  } else if (Math.hypot(across, down) < 12) act(event);
});
addEventListener("click", (event) => {
  if (event.target.closest("[data-previous], [data-next]")) event.preventDefault();
  if (event.timeStamp - lifted < 700) return;
  if (!began || Math.abs(event.clientX - began.x) < 12) act(event);
});

/* -- the strip --------------------------------------------------------------------------------- */

const clock = strip.querySelector("[data-clock]");
// Vietnam's time, whatever the zone that a classroom's computer was left at.
const hours = new Intl.DateTimeFormat("vi", {
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
  timeZone: "Asia/Ho_Chi_Minh",
});
function showClock() {
  clock.textContent = hours.format(new Date());
}

const network = strip.querySelector("[data-network]");
function showNetwork() {
  network.dataset.network = navigator.onLine ? "on" : "off";
  network.textContent = navigator.onLine ? network.dataset.on : network.dataset.off;
}

addEventListener("online", showNetwork);
addEventListener("offline", showNetwork);
showNetwork();
showClock();
setInterval(showClock, 10000);

/* Pictures of screens to come are fetched now: the network may be gone when they are shown. */
for (const picture of stage.querySelectorAll("img")) picture.loading = "eager";

/* Fonts and formulas change heights: measure when they are there, and again in another shape. */
await document.fonts?.ready;
const wanted = new URLSearchParams(location.search).get("buoc");
cutAll();
if (wanted) show(indexOf(wanted));
document.documentElement.dataset.ready = "";
let shape = innerWidth / innerHeight;
addEventListener("resize", () => {
  if (Math.abs(innerWidth / innerHeight - shape) < 0.02) return;
  shape = innerWidth / innerHeight;
  cutAll();
});
