// The video player: our own plain controls over the browser's own playback, loaded on the first
// tap. Native HLS where the browser has it; hls.js is fetched only where it does not.

const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2];
const HLS_TYPE = "application/vnd.apple.mpegurl";
const ICONS = {
  play: "M7 4.5v15l12.5-7.5z",
  pause: "M8 6h2v12H8zM14 6h2v12h-2z",
  sound: "M4 10v4h3.5L12 18V6L7.5 10zM15.5 9.5a4 4 0 0 1 0 5M18 7a7.5 7.5 0 0 1 0 10",
  silent: "M4 10v4h3.5L12 18V6L7.5 10zM16 9.5l5 5M21 9.5l-5 5",
  captions: "M3.5 5.5h17v13h-17zM7 12h4M14 12h3M7 15.3h6M16 15.3h1",
  full: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  back: "M4.5 12a7.5 7.5 0 1 0 2.2-5.3L4.5 9M4.5 4v5h5",
  forward: "M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4v5h-5",
};

function svg(name) {
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  icon.setAttribute("class", "icon");
  icon.setAttribute("viewBox", "0 0 24 24");
  icon.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  icon.append(path);
  return icon;
}

function name(element, label) {
  element.setAttribute("aria-label", label);
  element.title = label;
}

function button(icon, label, extra = "") {
  const element = document.createElement("button");
  element.type = "button";
  element.className = `videobox-button ${extra}`.trim();
  element.append(svg(icon));
  name(element, label);
  return element;
}

function remember(key, value) {
  try { localStorage.setItem(key, value); } catch { /* private mode */ }
}

function recall(key) {
  try { return localStorage.getItem(key); } catch { return null; }
}

function loadScript(src) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = src;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
}

/* -- sources ------------------------------------------------------------------------------- */

async function attachHls(state, address, position) {
  if (!window.Hls) await loadScript(state.hlsScript);
  if (!window.Hls?.isSupported()) return false;
  state.hls = new window.Hls({ startLevel: 0, abrEwmaDefaultEstimate: 300000, startPosition: position });
  state.hls.on(window.Hls.Events.ERROR, (_event, data) => { if (data.fatal) recover(state); });
  state.hls.loadSource(address);
  state.hls.attachMedia(state.video);
  return true;
}

function known(video) {
  return new Promise((resolve) => {
    video.addEventListener("loadedmetadata", resolve, { once: true });
    video.addEventListener("error", resolve, { once: true });
  });
}

// Puts an address into the video and goes to a second; keeps speed. The lecture page may have
// begun with the same address at the tap: then it only waits.
async function setSource(state, address, position) {
  const { video } = state;
  const begun = !state.hls && !video.error && video.src === new URL(address, location.href).href;
  if (begun && !state.started) {
    state.started = true;
    if (video.readyState < 1) await known(video);
    if (video.currentTime < position - 0.5) video.currentTime = position;
    return;
  }
  state.started = true;
  const rate = video.playbackRate;
  state.hls?.destroy();
  state.hls = null;
  state.changing = true;
  video.querySelectorAll("source").forEach((source) => source.remove());
  const isPlaylist = address.includes(".m3u8");
  if (isPlaylist && !video.canPlayType(HLS_TYPE)) {
    if (!(await attachHls(state, address, position))) address = state.mp4;
  }
  if (!state.hls) {
    video.preload = "auto";
    video.src = address;
    video.load();
  }
  await known(video);
  if (position > 0 && Math.abs(video.currentTime - position) > 0.5) video.currentTime = position;
  video.playbackRate = rate;
  state.changing = false;
}

// An address that ran out, or a lost network: a fresh playlist, then the plain file, then words.
async function recover(state) {
  const { video, words } = state;
  if (state.recovering) return;
  state.recovering = true;
  state.failures = (state.failures || 0) + 1;
  const position = state.lastSecond;
  if (state.failures > 3) {
    state.say(words.failed);
    state.failures = 0;
    state.recovering = false;
    return;
  }
  state.say(words.waiting_network);
  await new Promise((resolve) => {
    if (navigator.onLine) setTimeout(resolve, 1200);
    else addEventListener("online", resolve, { once: true });
  });
  await setSource(state, state.failures > 2 ? state.mp4 : state.master + state.choice, position);
  state.recovering = false;
  await video.play().catch(() => {});
}

/* -- what was really played ------------------------------------------------------------------- */

// A jump of the clock ends one span and begins another; progress/track.js collects them.
function followPlayback(state) {
  const { video } = state;
  const spans = [];
  let open = null;
  let moved = false;
  const close = () => {
    if (open && open[1] > open[0]) spans.push(open);
    open = null;
  };
  const follow = () => {
    if (state.changing) return;
    const now = video.currentTime;
    state.lastSecond = now;
    if (!state.isSignedIn) remember(`ph-video-${state.asset}`, now.toFixed(1));
    if (video.seeking) return;
    if (open && now >= open[1] && now - open[1] < 1.2 * video.playbackRate + 0.3) open[1] = now;
    else if (!video.paused) { close(); open = [now, now]; }
  };
  video.addEventListener("timeupdate", follow);
  // At double speed the browser's last word may be half a second old; `ph:collect` asks as well.
  addEventListener("pagehide", follow);
  for (const event of ["seeking", "pause", "ended"]) video.addEventListener(event, close);
  video.addEventListener("seeked", () => { moved = !state.changing; });
  document.addEventListener("ph:collect", (event) => {
    follow();
    if (open && open[1] > open[0]) { spans.push([...open]); open = [open[1], open[1]]; }
    if (!spans.length && !moved) return;
    event.detail.push({ asset: state.asset, played: spans.splice(0), position: state.lastSecond });
    moved = false;
  });
  for (const event of ["pause", "ended"]) {
    video.addEventListener(event, () => document.dispatchEvent(new CustomEvent("ph:flush")));
  }
}

/* -- controls ------------------------------------------------------------------------------------ */

function choose(label, options) {
  const select = document.createElement("select");
  select.setAttribute("aria-label", label);
  select.title = label;
  select.append(...options);
  return select;
}

// Best quality first: the best is "automatic", the last picture is the one that saves data.
function qualityOptions({ figure, words, fill }) {
  const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
  const rows = figure.dataset.qualities.split(" ").filter(Boolean).map((row) => row.split(":"));
  const pictures = rows.filter(([what]) => what !== "audio");
  const sound = rows.find(([what]) => what === "audio");
  const mb = (row) => number.format(Number(row[1]));
  const options = pictures.map((row, index) => {
    if (index === 0) return new Option(fill(words.quality_auto, { mb: mb(row) }), "");
    const text = index === pictures.length - 1 ? words.quality_saving : words.quality_step;
    return new Option(fill(text, { name: row[0], mb: mb(row) }), `?max=${parseInt(row[0], 10)}`);
  });
  if (sound) options.push(new Option(fill(words.quality_audio, { mb: mb(sound) }), "?audio=1"));
  return options;
}

function seekLine(state) {
  const { words, video, fill, clock } = state;
  const line = document.createElement("div");
  line.className = "videobox-line";
  const seek = Object.assign(document.createElement("input"), {
    type: "range", min: "0", max: String(Math.ceil(state.duration)), step: "1", value: "0", className: "videobox-seek",
  });
  seek.setAttribute("aria-label", words.seek);
  const time = document.createElement("span");
  time.className = "videobox-time";
  line.append(seek, time);
  let dragging = false;
  const show = () => {
    const now = dragging ? Number(seek.value) : video.currentTime;
    time.textContent = `${clock(now)} / ${clock(state.duration)}`;
    if (!dragging) seek.value = String(Math.floor(now));
    seek.setAttribute("aria-valuetext", fill(words.time_of, { now: clock(now), total: clock(state.duration) }));
  };
  for (const event of ["timeupdate", "seeked", "loadedmetadata"]) video.addEventListener(event, show);
  seek.addEventListener("input", () => { dragging = true; show(); });
  seek.addEventListener("change", () => { dragging = false; video.currentTime = Number(seek.value); });
  seek.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5, PageUp: 30, PageDown: -30 }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    state.jump(by);
  });
  showPreviews(state, line, seek);
  show();
  return line;
}

// The first reach for the bar brings the script of the preview pictures.
function showPreviews(state, line, seek) {
  let last = null;
  let asked = false;
  const reach = async (event) => {
    last = event;
    if (asked) return;
    asked = true;
    const { attach } = await import(state.previewScript);
    attach(state, line, seek, last);
  };
  for (const event of ["pointerenter", "pointermove", "keydown"]) seek.addEventListener(event, reach);
  seek.addEventListener("pointerleave", () => { last = null; });
}

function captionSwitch(state) {
  const { words, video } = state;
  const element = button("captions", words.captions_on);
  const tracks = () => [...video.textTracks].filter((one) => ["captions", "subtitles"].includes(one.kind));
  state.captionsOn = () => tracks().some((one) => one.mode === "showing");
  state.setCaptions = (on) => {
    tracks().forEach((one, index) => { one.mode = on && index === 0 ? "showing" : "disabled"; });
    element.setAttribute("aria-pressed", String(on));
    name(element, on ? words.captions_off : words.captions_on);
  };
  element.hidden = !tracks().length;
  element.addEventListener("click", () => {
    const on = !state.captionsOn();
    state.setCaptions(on);
    remember("ph-captions", on ? "1" : "0");
  });
  return element;
}

function playSwitch(state) {
  const { words, video } = state;
  const element = button("play", words.play, "is-play");
  const show = () => {
    element.replaceChildren(svg(video.paused ? "play" : "pause"));
    name(element, video.paused ? words.play : words.pause);
  };
  for (const event of ["play", "pause", "ended", "emptied"]) video.addEventListener(event, show);
  element.addEventListener("click", state.toggle);
  show();
  return element;
}

function muteSwitch(state) {
  const { words, video } = state;
  const element = button("sound", words.mute);
  element.addEventListener("click", () => { video.muted = !video.muted; });
  video.addEventListener("volumechange", () => {
    element.replaceChildren(svg(video.muted ? "silent" : "sound"));
    name(element, video.muted ? words.unmute : words.mute);
  });
  return element;
}

function fullSwitch(state) {
  const { words, video, figure } = state;
  const element = button("full", words.fullscreen);
  state.toggleFull = () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (figure.requestFullscreen) figure.requestFullscreen();
    else video.webkitEnterFullscreen?.();
  };
  element.addEventListener("click", state.toggleFull);
  document.addEventListener("fullscreenchange", () => {
    name(element, document.fullscreenElement === figure ? words.exit_fullscreen : words.fullscreen);
  });
  return element;
}

function speedChoice(state) {
  const { words, video } = state;
  const speed = choose(words.speed, SPEEDS.map((rate) => {
    const label = `${new Intl.NumberFormat(document.documentElement.lang).format(rate)}×`;
    return new Option(label, String(rate), rate === 1, rate === 1);
  }));
  speed.addEventListener("change", () => { video.playbackRate = Number(speed.value); });
  state.shiftSpeed = (by) => {
    const at = SPEEDS.indexOf(video.playbackRate);
    speed.value = String(SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, (at < 0 ? 1 : at) + by))]);
    video.playbackRate = Number(speed.value);
  };
  return speed;
}

function qualityChoice(state) {
  const { words, video } = state;
  const quality = choose(words.quality, qualityOptions(state));
  const options = [...quality.options].map((option) => option.value);
  const saving = options.findLast((value) => value.startsWith("?max="));
  const wanted = recall("ph-quality") ?? (navigator.connection?.saveData ? saving : "");
  state.isSaving = () => Boolean(navigator.connection?.saveData) || [saving, "?audio=1"].includes(state.choice);
  state.choice = options.includes(wanted) ? wanted : "";
  quality.value = state.choice;
  quality.addEventListener("change", async () => {
    const playing = !video.paused;
    state.choice = quality.value;
    remember("ph-quality", state.choice);
    await setSource(state, state.master + state.choice, state.lastSecond);
    state.setCaptions(recall("ph-captions") === "1");
    if (playing) await video.play().catch(() => {});
  });
  return quality;
}

function buildControls(state) {
  const { words, figure, video } = state;
  state.toggle = () => (video.paused ? video.play().catch(() => recover(state)) : video.pause());
  state.jump = (seconds) => {
    video.currentTime = Math.min(Math.max(0, video.currentTime + seconds), state.duration);
  };
  const bar = document.createElement("div");
  bar.className = "videobox-controls";
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", words.controls);
  const back = button("back", words.back);
  const forward = button("forward", words.forward);
  back.addEventListener("click", () => state.jump(-10));
  forward.addEventListener("click", () => state.jump(10));
  const choices = document.createElement("div");
  choices.className = "videobox-choices";
  choices.append(speedChoice(state), qualityChoice(state));
  const captions = captionSwitch(state);
  const mute = muteSwitch(state);
  const gap = document.createElement("span");
  bar.append(seekLine(state), playSwitch(state), back, forward, gap, captions, mute, fullSwitch(state), choices);
  figure.querySelector(".videobox-frame").after(bar);
  const message = document.createElement("p");
  message.className = "videobox-message";
  message.setAttribute("role", "status");
  bar.after(message);
  state.say = (text) => { message.textContent = text; };
  video.addEventListener("click", state.toggle);
  video.addEventListener("waiting", () => { if (!state.recovering) state.say(navigator.onLine ? words.loading : words.waiting_network); });
  video.addEventListener("playing", () => { state.failures = 0; state.say(""); });
  video.addEventListener("error", () => recover(state));
  keyboard(state, { captions, mute });
}

function keyboard(state, { captions, mute }) {
  const keys = {
    " ": state.toggle, k: state.toggle, ArrowLeft: () => state.jump(-5), ArrowRight: () => state.jump(5),
    j: () => state.jump(-10), l: () => state.jump(10), m: () => mute.click(), c: () => captions.click(),
    f: state.toggleFull, ">": () => state.shiftSpeed(1), "<": () => state.shiftSpeed(-1),
    Home: () => state.jump(-state.duration), End: () => state.jump(state.duration),
  };
  state.figure.addEventListener("keydown", (event) => {
    const inControl = event.target.closest("select, a");
    const onButton = event.target.closest("button") && event.key === " ";
    if (inControl || onButton || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
}

export async function enhance(figure, { words, position, fill, clock, scripts, isSignedIn }) {
  const video = figure.querySelector("video");
  const { asset, master, mp4, previews, duration } = figure.dataset;
  const state = {
    figure, video, words, fill, clock, asset, master, mp4, previews, isSignedIn,
    hlsScript: scripts.hls, previewScript: scripts.previewScript,
    duration: Number(duration), lastSecond: position, hls: null,
  };
  buildControls(state);
  followPlayback(state);
  await setSource(state, master + state.choice, position);
  state.setCaptions(recall("ph-captions") === "1");
  figure.querySelector(".is-play").focus({ preventScroll: true });
  await video.play().catch(() => {});
}
