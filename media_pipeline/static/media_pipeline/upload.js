// Sending a large file so that nothing is lost: it goes on after the line drops, and after a
// reload once the same file is chosen again. Two adapters (tus to our own disk, signed parts to
// S3) behind one call:
//
//   const upload = await startUpload({file, purpose, resume, adapter, tusScript,
//                                     onState, onProgress, onDone, onError});
//   upload.pause(); upload.resume(); upload.abort();
//
// onState gets "checking" | "sending" | "waiting" | "paused" | "finishing";
// onProgress(sentBytes, allBytes); onDone(assetId); onError({code, message}).

const FINGERPRINT = 256 * 1024;
const PIECE = 4 * 1024 * 1024;
const DELAYS = [1000, 2000, 4000, 8000, 15000, 30000];
const SILENCE = 40000;

export function csrfToken() {
  const cookie = document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/);
  return cookie?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

// SHA-256 (FIPS 180-4) by hand: crypto.subtle is missing on plain http in a school's network.
export function sha256(bytes) {
  const constants = sha256.constants ?? (sha256.constants = primes());
  const state = [...constants.start];
  const padded = new Uint8Array(((bytes.length + 72) >> 6) << 6);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 0x20000000));
  view.setUint32(padded.length - 4, (bytes.length << 3) >>> 0);
  const words = new Uint32Array(64);
  const turn = (value, by) => (value >>> by) | (value << (32 - by));
  for (let at = 0; at < padded.length; at += 64) {
    for (let i = 0; i < 16; i++) words[i] = view.getUint32(at + 4 * i);
    for (let i = 16; i < 64; i++) {
      const a = words[i - 15];
      const b = words[i - 2];
      const small = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3);
      const large = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10);
      words[i] = words[i - 16] + small + words[i - 7] + large;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const choice = (e & f) ^ (~e & g);
      const most = (a & b) ^ (a & c) ^ (b & c);
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + choice + constants.round[i] + words[i]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + most) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => (state[i] = (state[i] + value) | 0));
  }
  return state.map((value) => (value >>> 0).toString(16).padStart(8, "0")).join("");
}

function primes() {
  const fraction = (value) => ((value - Math.floor(value)) * 0x100000000) | 0;
  const start = [];
  const round = [];
  for (let n = 2; round.length < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (!prime) continue;
    if (start.length < 8) start.push(fraction(Math.sqrt(n)));
    round.push(fraction(Math.cbrt(n)));
  }
  return { start, round };
}

async function bytesOf(file, start, end) {
  return new Uint8Array(await file.slice(start, end).arrayBuffer());
}

/** Hashes of head and tail: how the server knows the same file again. */
export async function fingerprint(file) {
  const length = Math.min(FINGERPRINT, file.size);
  return {
    head: sha256(await bytesOf(file, 0, length)),
    tail: sha256(await bytesOf(file, file.size - length, file.size)),
  };
}

/** Whether a chosen file is the one of an unfinished upload. */
export async function isSameFile(file, unfinished) {
  if (file.size !== unfinished.size) return false;
  const found = await fingerprint(file);
  const same = (given, mine) => !given || given === mine;
  return same(unfinished.head, found.head) && same(unfinished.tail, found.tail);
}

class Refusal extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

function passes(status) {
  return !status || status >= 500 || [409, 423, 429, 460].includes(status);
}

function told(text, status) {
  try {
    return JSON.parse(text);
  } catch {
    return { code: String(status), message: "" };
  }
}

// What both adapters share: waiting for the line, pausing, trying for ever.
class Sending {
  constructor(options) {
    Object.assign(this, options);
    this.state = "";
    this.tries = 0;
    this.stopped = false;
    this.paused = false;
    this.online = () => this.wake?.();
    addEventListener("online", this.online);
  }

  say(state, detail = {}) {
    this.state = state;
    this.onState?.(state, detail);
  }

  async run() {
    while (!this.stopped) {
      if (this.paused) await new Promise((go) => (this.wake = go));
      if (this.stopped) return;
      if (this.paused) continue;
      try {
        this.say("sending");
        const asset = await this.attempt();
        if (this.paused || this.stopped) continue;
        this.end();
        this.onDone?.(asset);
        return;
      } catch (error) {
        if (this.paused || this.stopped) continue;
        if (error instanceof Refusal) {
          this.end();
          this.onError?.({ code: error.code, message: error.message });
          return;
        }
        await this.wait(error.message);
      }
    }
  }

  async wait(message) {
    const delay = DELAYS[Math.min(this.tries++, DELAYS.length - 1)];
    this.say("waiting", { message: navigator.onLine ? message : "" });
    await new Promise((go) => {
      this.wake = go;
      setTimeout(go, delay * (0.75 + Math.random() / 2));
    });
  }

  progress(sent) {
    this.tries = 0;
    this.onProgress?.(sent, this.file.size);
  }

  end() {
    this.stopped = true;
    removeEventListener("online", this.online);
  }

  pause() {
    this.paused = true;
    this.interrupt();
    this.say("paused");
  }

  resume() {
    this.paused = false;
    this.tries = 0;
    this.wake?.();
  }

  async abort() {
    this.end();
    this.interrupt();
    this.wake?.();
    await this.forget();
  }
}

class TusSending extends Sending {
  attempt() {
    return new Promise((resolve, reject) => {
      let asset = "";
      let heard = Date.now();
      this.upload ??= this.makeUpload();
      const { options } = this.upload;
      const watch = setInterval(() => {
        if (Date.now() - heard > SILENCE) settle(() => reject(new Error("")), true);
      }, 5000);
      const settle = (finish, cut) => {
        clearInterval(watch);
        if (cut) this.upload.abort();
        finish();
      };
      this.interrupt = () => settle(() => reject(new Error("")), true);
      options.headers = { "X-CSRFToken": csrfToken() };
      options.onProgress = (sent) => {
        heard = Date.now();
        this.progress(sent);
      };
      options.onAfterResponse = (_request, response) => {
        heard = Date.now();
        asset = response.getHeader("Upload-Asset") || asset;
      };
      options.onSuccess = () => settle(() => resolve(asset));
      options.onError = (error) => settle(() => reject(this.judge(error)));
      this.upload.start();
    });
  }

  interrupt() {}

  makeUpload() {
    return new window.tus.Upload(this.file, {
      endpoint: "/tai-len/",
      uploadUrl: this.resumed?.address ?? null,
      chunkSize: PIECE,
      retryDelays: null,
      storeFingerprintForResuming: false,
      metadata: {
        filename: this.file.name,
        filetype: this.file.type,
        purpose: this.purpose,
        ...this.marks,
      },
    });
  }

  judge(error) {
    const response = error.originalResponse;
    const status = response?.getStatus() ?? 0;
    const answer = told(response?.getBody() ?? "", status);
    if (passes(status)) return new Error(answer.message);
    return new Refusal(answer.code, answer.message);
  }

  async forget() {
    const address = this.upload?.url;
    if (!address) return;
    await fetch(address, {
      method: "DELETE",
      headers: { "Tus-Resumable": "1.0.0", "X-CSRFToken": csrfToken() },
    }).catch(() => {});
  }
}

class PartsSending extends Sending {
  async ask(method, address, body) {
    const headers = { "X-CSRFToken": csrfToken() };
    if (body) headers["Content-Type"] = "application/json";
    const options = { method, headers, body: body && JSON.stringify(body) };
    const { response, text } = await fetch(address, options)
      .then(async (response) => ({ response, text: await response.text() }))
      .catch(() => {
        throw new Error(""); // The line; the browser's own words for it are English.
      });
    if (response.ok) return text ? JSON.parse(text) : {};
    const answer = told(text, response.status);
    if (passes(response.status)) throw new Error(answer.message);
    throw new Refusal(answer.code, answer.message);
  }

  async attempt() {
    this.address ??= this.resumed?.address ?? (await this.begin());
    const known = await this.ask("GET", this.address);
    if (known.asset) return known.asset;
    const size = known.part_size;
    const count = Math.ceil(this.file.size / size);
    let sent = known.offset;
    this.progress(sent);
    for (let number = 1; number <= count; number++) {
      if (known.parts.includes(number)) continue;
      const { address } = await this.ask("GET", `${this.address}phan/${number}/`);
      const piece = this.file.slice((number - 1) * size, number * size);
      await this.put(address, piece, sent);
      sent += piece.size;
    }
    this.say("finishing");
    return (await this.ask("POST", `${this.address}xong/`)).asset;
  }

  async begin() {
    const start = await bytesOf(this.file, 0, 4096);
    const { id } = await this.ask("POST", "/tai-len/s3/", {
      name: this.file.name,
      size: this.file.size,
      type: this.file.type,
      purpose: this.purpose,
      start: btoa(String.fromCharCode(...start)),
      ...this.marks,
    });
    return `/tai-len/s3/${id}/`;
  }

  put(address, piece, before) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      let heard = Date.now();
      const watch = setInterval(() => {
        if (Date.now() - heard > SILENCE) request.abort();
      }, 5000);
      this.interrupt = () => request.abort();
      request.upload.onprogress = (event) => {
        heard = Date.now();
        this.progress(before + event.loaded);
      };
      // A refused part (an address out of date, a busy store) is asked for again.
      request.onload = () => (request.status < 300 ? resolve() : reject(new Error("")));
      request.onerror = request.onabort = () => reject(new Error(""));
      request.onloadend = () => clearInterval(watch);
      request.open("PUT", address);
      request.send(piece);
    });
  }

  interrupt() {}

  async forget() {
    if (!this.address) return;
    const options = { method: "DELETE", headers: { "X-CSRFToken": csrfToken() } };
    await fetch(this.address, options).catch(() => {});
  }
}

function loadTus(address) {
  if (window.tus) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
}

/** Begin, or go on with `resume` (an entry of /tai-len/dang-do/). */
export async function startUpload(options) {
  const { file, resume = null, adapter = "tus", tusScript = "/static/vendor/tus/tus.min.js" } = options;
  options.onState?.("checking", {});
  const marks = await fingerprint(file);
  const purpose = options.purpose ?? "";
  const common = { ...options, purpose, marks, resumed: resume };
  delete common.resume;
  if (adapter === "tus") await loadTus(tusScript);
  const sending = adapter === "s3" ? new PartsSending(common) : new TusSending(common);
  sending.run();
  return sending;
}
