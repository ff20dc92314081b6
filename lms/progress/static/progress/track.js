// Tells the server what was really read and watched. Nothing is lost: a report waits in the
// browser's storage until the server has confirmed it, also over a closed tab or a lost network.
// Each page keeps its own list, so that two tabs do not write over each other. Everything goes out
// oldest first: the server takes no number below the last one that it counted.

const article = document.querySelector("[data-lecture][data-session]");
const PREFIX = "ph-report-";
const EVERY_SECONDS = 15;
// The server takes a page's reports for this long.
const KEPT_HOURS = 12;
// One request may carry 64 kB when the page is closed (Fetch standard, keepalive).
const BATCH = 40;
// Answers that would be the same for ever: what was refused so is not sent again.
const REFUSED = [400, 413];

const page = { session: article?.dataset.session, address: article?.dataset.report, opened: Date.now(), reports: [] };
const key = `${PREFIX}${page.opened}-${Math.random().toString(36).slice(2, 8)}`;
let sequence = 0;
let seconds = {};
let lastStep = "";
let since = 0;

function keep(where, what) {
  try {
    if (what.reports.length) localStorage.setItem(where, JSON.stringify(what));
    else localStorage.removeItem(where);
  } catch { /* private mode: kept in memory only */ }
}

function csrfToken() {
  return document.querySelector("[name=csrfmiddlewaretoken]")?.value
    || document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] || "";
}

// A step counts while it covers the middle of the window or stands in it as a whole.
function tick() {
  if (document.visibilityState !== "visible") return;
  const height = window.innerHeight;
  for (const step of document.querySelectorAll("[data-step]")) {
    const box = step.getBoundingClientRect();
    const coversMiddle = box.top <= height / 2 && box.bottom >= height / 2;
    const isWhole = box.top >= 0 && box.bottom <= height;
    if (coversMiddle || isWhole) seconds[step.dataset.step] = (seconds[step.dataset.step] || 0) + 1;
    if (coversMiddle) lastStep = step.dataset.step;
  }
}

function collect() {
  const videos = [];
  const from = since;
  since = Math.round((Date.now() - page.opened) / 1000);
  document.dispatchEvent(new CustomEvent("ph:collect", { detail: videos }));
  if (!videos.length && !Object.keys(seconds).length) return;
  page.reports.push({ sequence: ++sequence, since: from, steps: seconds, step: lastStep || null, ...videos.shift() });
  for (const video of videos) page.reports.push({ sequence: ++sequence, since: from, ...video });
  seconds = {};
  keep(key, page);
}

function post({ address, session, reports }) {
  return fetch(address, {
    method: "POST", keepalive: true, credentials: "same-origin",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
    body: JSON.stringify({ session, reports }),
  });
}

function showDone({ steps_done: done, completed }) {
  const word = JSON.parse(document.getElementById("chu-trinh-phat")?.textContent || "{}").step_read || "";
  for (const id of done) {
    const link = document.querySelector(`[data-step-link="${id}"]`);
    const item = link?.closest("li");
    if (!item || item.classList.contains("is-done")) continue;
    item.classList.add("is-done");
    link.querySelector("[data-done-word]").textContent = ` ${word}`;
  }
  const finished = document.querySelector("[data-completed]");
  if (finished && completed) finished.hidden = false;
}

// Sends the oldest of a list; tells up to which number it is settled, or null when it must wait.
async function sendOldest(list) {
  const reports = list.reports.slice(0, BATCH);
  const answer = await post({ ...list, reports });
  if (!answer.ok && !REFUSED.includes(answer.status)) return null;
  return { upTo: reports[reports.length - 1].sequence, told: answer.ok ? await answer.json() : null };
}

const after = (reports, number) => reports.filter((one) => one.sequence > number);

let sending = false;

async function send() {
  if (sending) return;
  sending = true;
  try {
    while (page.reports.length) {
      const settled = await sendOldest(page);
      if (!settled) return;
      page.reports = after(page.reports, settled.upTo);
      keep(key, page);
      if (settled.told) showDone(settled.told);
    }
  } catch { /* offline: the storage keeps it */ } finally { sending = false; }
}

// A page that goes away has one chance, without waiting for the answer. The list stays in the
// storage: what arrives twice counts once, and the next page sends what did not arrive.
function leave() {
  collect();
  if (page.reports.length) post({ ...page, reports: page.reports.slice(0, BATCH) }).catch(() => {});
}

const stored = (where) => JSON.parse(localStorage.getItem(where));

// What other pages could not send, those still open among them: they may write meanwhile, so the
// list is read anew before what has arrived is taken out of it.
async function sendList(where) {
  let list = stored(where);
  while (list?.reports.length) {
    const settled = await sendOldest(list);
    if (!settled) return;
    list = stored(where);
    if (!list) return;
    list.reports = after(list.reports, settled.upTo);
    keep(where, list);
  }
}

// Another person's list is refused (403) and kept for them.
async function sendLeftovers() {
  try {
    for (const where of Object.keys(localStorage).filter((one) => one.startsWith(PREFIX) && one !== key)) {
      const isOld = Date.now() - stored(where)?.opened > KEPT_HOURS * 3600 * 1000;
      if (isOld) localStorage.removeItem(where);
      else await sendList(where);
    }
  } catch { /* no network or no storage: the next page tries again */ }
}

if (article) {
  setInterval(tick, 1000);
  setInterval(() => { collect(); send(); }, EVERY_SECONDS * 1000);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") leave(); });
  addEventListener("pagehide", leave);
  addEventListener("online", () => { send(); sendLeftovers(); });
  document.addEventListener("ph:flush", () => { collect(); send(); });
  sendLeftovers();
}
