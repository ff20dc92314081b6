// <ph-video-upload data-purpose="page:12"><input type="hidden" name="…"></ph-video-upload>
//
// Chooses, uploads, follows the conversion, takes captions; writes the asset's id into the hidden
// input inside it. Words, scripts and unfinished uploads come from data-unfinished
// (/tai-len/dang-do/), so translation stays on the server; data-labels (JSON) overrides words.
// What an upload is for comes from data-purpose, or from the page's one data-upload-purpose.
// Everything starts in connectedCallback: an editor may insert it at any time.

let settings;

function loadSettings(address) {
  settings ??= fetch(address, { headers: { Accept: "application/json" } })
    .then((response) => (response.ok ? response.json() : Promise.reject(response)))
    .catch((error) => {
      settings = undefined;
      throw error;
    });
  return settings;
}

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter(Boolean));
  return made;
}

function megabytes(bytes) {
  const value = bytes / 1e6;
  const digits = value < 10 ? 1 : 0;
  const language = document.documentElement.lang || "vi";
  return `${value.toLocaleString(language, { maximumFractionDigits: digits })} MB`;
}

// Which video an upload took the place of. Kept beyond this page: should the new file turn out to
// be broken while the editor is closed, the one before it is put back when it opens again.
const before = {
  key: (asset) => `ph-video-before:${asset}`,
  read(asset) {
    try {
      return localStorage.getItem(this.key(asset)) ?? "";
    } catch {
      return "";
    }
  },
  write(asset, kept) {
    try {
      if (kept) localStorage.setItem(this.key(asset), kept);
      else localStorage.removeItem(this.key(asset));
    } catch {
      // A browser that keeps nothing: this page still knows.
    }
  },
};

let serial = 0;

class VideoUpload extends HTMLElement {
  connectedCallback() {
    if (this.started) {
      if (this.assetId && !this.ready) this.follow();
      return;
    }
    this.started = true;
    this.number = ++serial;
    const name = this.dataset.input;
    this.field = this.querySelector("input[type=hidden]") ?? document.querySelector(`input[name="${CSS.escape(name ?? "")}"]`);
    if (!this.field) {
      this.field = element("input", { type: "hidden", name: name ?? "asset" });
      this.append(this.field);
    }
    this.box = element("div", { className: "ph-upload" });
    this.append(this.box);
    this.begin();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  async begin() {
    try {
      const answer = await loadSettings(this.dataset.unfinished ?? "/tai-len/dang-do/");
      this.settings = answer;
      this.words = { ...answer.labels, ...this.ownLabels() };
      this.api = await import(answer.scripts.upload);
    } catch {
      this.timer = setTimeout(() => this.begin(), 5000);
      return;
    }
    this.build();
    this.kept = before.read(this.assetId);
    if (this.assetId) this.follow();
    else this.offer();
  }

  ownLabels() {
    try {
      return JSON.parse(this.dataset.labels ?? "{}");
    } catch {
      return {};
    }
  }

  get assetId() {
    return this.field.value;
  }

  set assetId(value) {
    this.field.value = value;
    for (const kind of ["input", "change"]) {
      this.field.dispatchEvent(new Event(kind, { bubbles: true }));
    }
    this.dispatchEvent(new CustomEvent("ph-video", { bubbles: true, detail: { asset: value } }));
  }

  get purpose() {
    const page = document.querySelector("[data-upload-purpose]");
    return this.dataset.purpose ?? page?.dataset.uploadPurpose ?? "";
  }

  button(label, action, kind = "") {
    const made = element("button", { type: "button", className: `ph-upload__button ${kind}`, textContent: label });
    made.addEventListener("click", action);
    return made;
  }

  fileInput(id, accept, label, action) {
    const input = element("input", { type: "file", id, accept, className: "ph-upload__file" });
    input.addEventListener("change", () => {
      const file = input.files[0];
      if (file) action(file);
      input.value = "";
    });
    const words = element("label", { htmlFor: id, className: "ph-upload__choose", textContent: label });
    return { input, words };
  }

  build() {
    const id = `ph-upload-${this.number}`;
    const { input, words } = this.fileInput(`${id}-file`, "video/*,.mkv,.ts,.mts,.m2ts,.avi,.wmv,.flv,.mpg,.mpeg", this.words.choose, (file) => this.choose(file));
    this.chooseLabel = words;
    this.chooser = element("div", { className: "ph-upload__row" }, input, words, element("span", { className: "ph-upload__hint", textContent: this.words.limit }));
    this.notice = element("div", { className: "ph-upload__notice", hidden: true });
    this.heading = element("p", { className: "ph-upload__name" });
    this.bar = element("progress", { max: 100, value: 0, className: "ph-upload__bar" });
    this.bar.setAttribute("aria-label", this.words.progress);
    this.text = element("p", { className: "ph-upload__text" });
    this.buttons = element("div", { className: "ph-upload__row" });
    this.work = element("div", { className: "ph-upload__work", hidden: true }, this.heading, this.bar, this.text, this.buttons);
    this.problem = element("p", { className: "ph-upload__problem", hidden: true });
    this.problem.setAttribute("role", "alert");
    this.picture = element("img", { className: "ph-upload__poster", alt: this.words.poster, hidden: true, width: 320, height: 180 });
    this.captionBox = this.buildCaptions(id);
    this.live = element("p", { className: "ph-upload__live" });
    this.live.setAttribute("role", "status");
    this.live.setAttribute("aria-live", "polite");
    this.box.replaceChildren(this.notice, this.chooser, this.problem, this.work, this.picture, this.captionBox, this.live);
  }

  buildCaptions(id) {
    const { input, words } = this.fileInput(`${id}-captions`, ".vtt,.srt", this.words.captions_choose, (file) => this.sendCaptions(file));
    this.language = element("select", { id: `${id}-language`, className: "ph-upload__select" });
    for (const [code, label] of Object.entries(this.words.languages ?? { vi: "Tiếng Việt" })) {
      this.language.append(element("option", { value: code, textContent: label }));
    }
    this.machine = element("input", { type: "checkbox", id: `${id}-machine` });
    this.tracks = element("ul", { className: "ph-upload__tracks" });
    this.captionText = element("p", { className: "ph-upload__text" });
    this.captionText.setAttribute("role", "status");
    return element(
      "fieldset",
      { className: "ph-upload__captions", hidden: true },
      element("legend", { textContent: this.words.captions }),
      this.tracks,
      element(
        "div",
        { className: "ph-upload__row" },
        element("label", { htmlFor: this.language.id, textContent: this.words.captions_language }),
        this.language,
        element("label", { htmlFor: this.machine.id, className: "ph-upload__check" }, this.machine, ` ${this.words.captions_machine}`),
      ),
      element("div", { className: "ph-upload__row" }, input, words),
      this.captionText,
    );
  }

  // --- before ------------------------------------------------------------------------------

  offer() {
    const own = this.settings.uploads;
    const here = own.filter((upload) => upload.purpose === this.purpose);
    const shown = here.length ? here : own;
    this.notice.hidden = shown.length === 0;
    this.notice.replaceChildren(...shown.map((upload) => this.offered(upload)));
  }

  offered(upload) {
    const percent = Math.floor((100 * upload.offset) / upload.size);
    const text = this.words.unfinished.replace("{name}", upload.name).replace("{size}", megabytes(upload.size)).replace("{percent}", percent);
    const id = `ph-upload-${this.number}-again-${upload.id}`;
    const { input, words } = this.fileInput(id, "video/*,*", this.words.again, (file) => this.goOn(file, upload));
    const drop = this.button(this.words.drop, () => this.drop(upload));
    return element("div", { className: "ph-upload__again" }, element("p", { textContent: text }), element("div", { className: "ph-upload__row" }, input, words, drop));
  }

  async goOn(file, upload) {
    if (!(await this.api.isSameFile(file, upload))) {
      this.fail(this.words.other_file.replace("{name}", upload.name));
      return;
    }
    this.send(file, upload);
  }

  async drop(upload) {
    const headers = { "X-CSRFToken": this.api.csrfToken(), "Tus-Resumable": "1.0.0" };
    await fetch(upload.address, { method: "DELETE", headers }).catch(() => {});
    this.settings.uploads = this.settings.uploads.filter((other) => other.id !== upload.id);
    this.offer();
  }

  choose(file) {
    if (file.size === 0) return this.fail(this.words.empty);
    if (file.size > this.settings.max_bytes) return this.fail(this.words.too_big);
    return this.again(file);
  }

  async again(file) {
    for (const upload of this.settings.uploads) {
      if (await this.api.isSameFile(file, upload)) return this.send(file, upload);
    }
    return this.send(file, null);
  }

  // --- while -------------------------------------------------------------------------------

  async send(file, resume) {
    await this.sending?.abort();
    clearTimeout(this.timer);
    this.fail("");
    if (this.ready) this.kept = this.assetId;
    this.refusal = "";
    this.ready = false;
    this.spoken = "";
    this.notice.hidden = true;
    this.chooser.hidden = true;
    this.picture.hidden = true;
    this.captionBox.hidden = true;
    this.work.hidden = false;
    this.heading.textContent = file.name;
    this.bar.value = 0;
    this.resumed = resume;
    this.sending = await this.api.startUpload({
      file,
      resume,
      purpose: this.purpose,
      adapter: resume?.adapter ?? this.settings.adapter,
      tusScript: this.settings.scripts.tus,
      onState: (state, detail) => this.state(state, detail),
      onProgress: (sent, all) => this.progress(sent, all),
      onDone: (asset) => this.done(asset),
      onError: (error) => this.stopped(error),
    });
  }

  state(state, detail) {
    const paused = state === "paused";
    const toggle = paused ? this.button(this.words.resume, () => this.sending.resume()) : this.button(this.words.pause, () => this.sending.pause());
    const cancel = this.button(this.words.cancel, () => this.cancel());
    if (state !== this.shownState) this.buttons.replaceChildren(toggle, cancel);
    this.shownState = state;
    const words = { checking: this.words.checking, waiting: detail.message || this.words.waiting, paused: this.words.paused, finishing: this.words.finishing };
    if (words[state]) {
      this.text.textContent = words[state];
      this.speak(words[state]);
    }
  }

  progress(sent, all) {
    const percent = Math.floor((100 * sent) / all);
    this.bar.value = percent;
    const text = this.words.sending.replace("{percent}", percent).replace("{sent}", megabytes(sent)).replace("{size}", megabytes(all));
    this.text.textContent = text;
    const tens = `${percent - (percent % 10)} %`;
    if (this.spoken !== tens) {
      this.spoken = tens;
      this.live.textContent = text;
    }
  }

  speak(text) {
    if (this.live.textContent !== text) this.live.textContent = text;
  }

  async cancel() {
    await this.sending?.abort();
    this.work.hidden = true;
    this.chooser.hidden = false;
    this.speak(this.words.cancelled);
  }

  stopped(error) {
    this.work.hidden = true;
    this.chooser.hidden = false;
    this.fail(error.message || this.words.failed);
  }

  done(asset) {
    this.sending = null;
    const mine = this.resumed?.id;
    this.settings.uploads = this.settings.uploads.filter((upload) => upload.id !== mine);
    before.write(asset, this.kept);
    this.assetId = asset;
    this.follow();
  }

  // --- after -------------------------------------------------------------------------------

  async follow() {
    clearTimeout(this.timer);
    let answer;
    try {
      const response = await fetch(`/phat/${this.assetId}/trang-thai/`);
      if (response.status === 404) return this.fail(this.words.gone), this.startOver();
      answer = response.ok ? await response.json() : null;
    } catch {
      answer = null;
    }
    if (answer) this.show(answer);
    if (!answer || !["ready", "failed"].includes(answer.state)) {
      this.timer = setTimeout(() => this.follow(), answer ? 2000 : 5000);
    }
    return undefined;
  }

  startOver() {
    this.work.hidden = true;
    this.chooser.hidden = false;
  }

  // A file that turns out to be no video we can play leaves the draft with the one before it.
  putBack(message) {
    this.refusal = `${message} ${this.words.kept}`;
    before.write(this.assetId, "");
    this.assetId = this.kept;
    this.follow();
  }

  show(answer) {
    this.ready = answer.state === "ready";
    if (this.ready) before.write(answer.id, "");
    const failed = answer.state === "failed";
    if (failed && !answer.retryable && this.kept && this.kept !== this.assetId) return this.putBack(answer.message);
    this.work.hidden = false;
    this.heading.textContent = answer.name;
    this.bar.hidden = this.ready || failed;
    this.bar.value = answer.percent;
    const words = answer.stage === "waiting" ? this.words.queued : this.words.converting;
    const going = words.replace("{stage}", answer.stage_label).replace("{percent}", answer.percent);
    this.text.textContent = this.ready ? this.words.ready : failed ? "" : answer.message || going;
    this.speak(this.ready ? this.words.ready : failed ? "" : answer.message || answer.stage_label);
    this.fail(failed ? answer.message : this.ready ? this.refusal ?? "" : "");
    const retry = failed && answer.retryable && this.button(this.words.retry, () => this.retry());
    const replace = (this.ready || failed) && this.button(this.words.replace, () => (this.chooser.hidden = false));
    this.buttons.replaceChildren(...[retry, replace].filter(Boolean));
    this.chooser.hidden = !failed;
    this.picture.hidden = !this.ready;
    if (this.ready && this.picture.getAttribute("src") !== answer.poster) this.picture.src = answer.poster;
    this.captionBox.hidden = failed;
    this.listTracks(answer.captions);
    if (this.ready || failed) this.dispatchEvent(new CustomEvent("ph-video-state", { bubbles: true, detail: answer }));
    return undefined;
  }

  listTracks(tracks) {
    const line = (track) => this.words.captions_have.replace("{label}", track.label).replace("{cues}", track.cues);
    this.tracks.replaceChildren(...tracks.map((track) => element("li", { textContent: line(track) })));
    if (!tracks.length) this.tracks.replaceChildren(element("li", { textContent: this.words.captions_none }));
  }

  async retry() {
    const headers = { "X-CSRFToken": this.api.csrfToken() };
    await fetch(`/phat/${this.assetId}/thu-lai/`, { method: "POST", headers }).catch(() => {});
    this.follow();
  }

  async sendCaptions(file) {
    const body = new FormData();
    body.append("file", file);
    body.append("language", this.language.value);
    if (this.machine.checked) body.append("made_by_machine", "1");
    this.captionText.textContent = this.words.captions_sending;
    const headers = { "X-CSRFToken": this.api.csrfToken() };
    try {
      const response = await fetch(`/phat/${this.assetId}/phu-de/`, { method: "POST", headers, body });
      const answer = await response.json();
      this.captionText.textContent = response.ok ? this.words.captions_done.replace("{cues}", answer.cues) : answer.message;
      this.captionText.classList.toggle("ph-upload__problem", !response.ok);
      if (response.ok) this.dispatchEvent(new CustomEvent("ph-video-captions", { bubbles: true, detail: answer }));
      this.follow();
    } catch {
      this.captionText.textContent = this.words.waiting;
    }
  }

  fail(message) {
    this.problem.hidden = !message;
    this.problem.textContent = message;
  }
}

customElements.define("ph-video-upload", VideoUpload);
