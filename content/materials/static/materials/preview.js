// Small pictures over the seek bar: fetched when the reader first reaches for it, never when data
// is being saved. The track of cues says which part of the sheet belongs to which second.

const TALLEST = 112;
const STAY = 900;

function seconds(stamp) {
  return stamp.split(":").reduce((total, part) => total * 60 + Number(part), 0);
}

async function read(address) {
  const text = await (await fetch(address)).text();
  const found = text.matchAll(/^(\S+) --> \S+\n(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)/gm);
  const cues = [...found].map(([, start, sheet, ...box]) => ({ start: seconds(start), sheet, box: box.map(Number) }));
  const sheet = new Image();
  sheet.fetchPriority = "low";
  sheet.src = cues[0].sheet;
  await sheet.decode();
  return { cues, sheet };
}

// Styles are set through the object model, which the content policy allows; a `style` attribute
// it would not.
function draw(picture, { cues, sheet }, second) {
  const cue = cues.findLast((one) => one.start <= second) || cues[0];
  const [x, y, width, height] = cue.box;
  const scale = Math.min(1, TALLEST / height);
  Object.assign(picture.style, {
    width: `${width * scale}px`,
    height: `${height * scale}px`,
    backgroundImage: `url("${sheet.src}")`,
    backgroundSize: `${sheet.naturalWidth * scale}px auto`,
    backgroundPosition: `${-x * scale}px ${-y * scale}px`,
  });
  picture.dataset.second = cue.start;
  picture.hidden = false;
}

export function attach({ video, duration, clock, previews, isSaving }, line, seek, reached) {
  const bubble = document.createElement("div");
  const picture = document.createElement("div");
  const time = document.createElement("span");
  bubble.className = "videobox-preview";
  bubble.setAttribute("aria-hidden", "true"); // the bar itself says the time
  bubble.hidden = picture.hidden = true;
  bubble.append(picture, time);
  line.append(bubble);
  let track = null;
  let asked = false;
  let leaving = 0;
  let shown = 0;

  const ask = async () => {
    if (asked || isSaving()) return;
    asked = true;
    track = await read(previews).catch(() => null);
    if (track && !bubble.hidden) show(shown);
  };
  const show = (second) => {
    shown = Math.min(Math.max(0, second), duration);
    clearTimeout(leaving);
    ask();
    if (track) draw(picture, track, shown);
    time.textContent = clock(shown);
    bubble.hidden = false;
    const room = line.clientWidth - bubble.offsetWidth;
    const at = seek.offsetLeft + (shown / duration) * seek.offsetWidth - bubble.offsetWidth / 2;
    bubble.style.left = `${Math.min(Math.max(0, at), room)}px`;
  };
  const hide = () => { bubble.hidden = true; };
  const hideSoon = () => { clearTimeout(leaving); leaving = setTimeout(hide, STAY); };

  const point = (event) => {
    const box = seek.getBoundingClientRect();
    show(event.buttons ? Number(seek.value) : ((event.clientX - box.left) / box.width) * duration);
  };
  seek.addEventListener("pointermove", point);
  seek.addEventListener("input", () => show(Number(seek.value)));
  seek.addEventListener("change", hideSoon);
  seek.addEventListener("blur", hide);
  for (const event of ["pointerleave", "pointercancel"]) seek.addEventListener(event, hide);
  // Arrow keys move the video itself; the picture says where to while it loads.
  video.addEventListener("seeking", () => { if (document.activeElement === seek) show(video.currentTime); });
  video.addEventListener("seeked", hideSoon);
  // What happened while this script was on its way.
  if (reached?.type === "keydown") show(video.currentTime);
  else if (reached) point(reached);
}
