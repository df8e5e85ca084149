/**
 * What leads from a live page to the server and back: ids, what is kept on the device, commands that wait until they are
 * acknowledged, a socket that comes back, one quiet voice, and in words how all of that stands.
 */

const DAY = 24 * 60 * 60 * 1000;
const SILENCE = 20_000;
const DOUBT = 6_000;
const SUMMARY = 15_000;
const LONGEST_WAIT = 30_000;
const MOST_COMMANDS = 50;
const MOST_CHARACTERS = 30_000;
const TEXT_VERBS = new Set(["add_note", "edit_note", "set_position"]);

export const one = (selector, within = document) => within.querySelector(selector);
export const all = (selector, within = document) => [...within.querySelectorAll(selector)];

export function button(text, pressed, name = "btn btn-2") {
  const element = document.createElement("button");
  element.type = "button";
  element.className = name;
  element.textContent = text;
  element.addEventListener("click", pressed);
  return element;
}

/** Where the focus goes when what had it is gone: to the field for writing, where that is in sight. */
export function goToField() {
  const field = one("#text");
  (field && !field.closest("details:not([open])") ? field : one("#main")).focus();
}

export function paragraph(text) {
  const element = document.createElement("p");
  element.dir = "auto";
  element.textContent = text;
  return element;
}

/** The sentences of a page, in its language, by their names. */
export function wordsOf(template) {
  const words = new Map(all("[data-word]", template.content).map((p) => [p.dataset.word, p.textContent]));
  return (name, values = {}) => words.get(name).replace(/\{(\w+)\}/g, (_whole, key) => apart(String(values[key] ?? "")));
}

/** Keep what somebody wrote in the other direction of writing together: it would take the sentence apart. */
function apart(text) {
  const isOther = document.documentElement.dir === "rtl" ? /[A-Za-z]/.test(text) : /[\u0590-\u08ff]/.test(text);
  return isOther ? `\u2068${text}\u2069` : text;
}

/** Make the id of a command. `randomUUID` exists only where the page came over HTTPS or from this machine. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Where a browser keeps things: nowhere where it refuses to, nor on a device that others use. */
function shelf() {
  try {
    return "shared" in document.documentElement.dataset ? null : localStorage;
  } catch {
    return null;
  }
}

/** Drop what boards and forms kept on this device: somebody else uses it as well, or is about to. */
export function clearDevice() {
  try {
    for (const key of Object.keys(localStorage)) if (/^(board|form):/.test(key)) localStorage.removeItem(key);
  } catch {
    // Nothing was stored, so nothing is left behind.
    return;
  }
}

/** Storage of this device. Without any the page remembers until it is closed. */
export class Store {
  constructor(prefix) {
    this.prefix = prefix;
    this.memory = new Map();
  }

  get(key) {
    return shelf()?.getItem(this.prefix + key) ?? this.memory.get(key) ?? null;
  }

  set(key, value) {
    this.memory.set(key, value);
    try {
      shelf()?.setItem(this.prefix + key, value);
    } catch {
      // Full devices refuse to store; the copy in memory still counts.
      return;
    }
  }

  remove(key) {
    this.memory.delete(key);
    shelf()?.removeItem(this.prefix + key);
  }

  clear() {
    for (const key of this.keys()) this.remove(key);
  }

  /** The keys of what is kept, each once. */
  keys() {
    const stored = Object.keys(shelf() ?? {}).filter((key) => key.startsWith(this.prefix));
    return [...new Set([...stored.map((key) => key.slice(this.prefix.length)), ...this.memory.keys()])];
  }
}

if ("shared" in document.documentElement.dataset) clearDevice();

/** Texts that are being written. They come back after a reload, until they are sent or a day has gone by. */
export class Drafts {
  constructor(store) {
    this.store = store;
  }

  keep(field) {
    const key = `typed:${field.dataset.draft}`;
    if (field.value) this.store.set(key, JSON.stringify({ text: field.value, at: Date.now() }));
    else this.store.remove(key);
  }

  drop(field) {
    this.store.remove(`typed:${field.dataset.draft}`);
  }

  restore() {
    for (const field of all("[data-draft]")) {
      const kept = JSON.parse(this.store.get(`typed:${field.dataset.draft}`));
      if (kept && Date.now() - kept.at > DAY) this.drop(field);
      else if (kept && !field.value.trim()) {
        field.value = kept.text;
        field.closest("details")?.setAttribute("open", "");
      }
    }
  }
}

/** Commands that are not acknowledged yet. Each keeps its id, so that sent again it is applied once. */
export class Outbox {
  constructor(store) {
    this.store = store;
    for (const entry of this.all()) if (Date.now() - entry.at > DAY) this.drop(entry.command.op_id);
  }

  all() {
    return this.store
      .keys()
      .filter((key) => key.startsWith("op:"))
      .map((key) => JSON.parse(this.store.get(key)))
      .filter((entry) => entry !== null)
      .sort((one, other) => one.at - other.at);
  }

  get(id) {
    return JSON.parse(this.store.get(`op:${id}`));
  }

  put(entry) {
    this.store.set(`op:${entry.command.op_id}`, JSON.stringify(entry));
  }

  drop(id) {
    this.store.remove(`op:${id}`);
  }

  /** Whoever goes on has read why something was refused. Where it was no text, there is nothing more to keep of it. */
  dropRead(entries = this.all()) {
    for (const entry of entries) if (entry.sentence && !isText(entry)) this.drop(entry.command.op_id);
  }
}

function isText(entry) {
  return TEXT_VERBS.has(entry.command.verb);
}

/**
 * One polite voice: one's own acts at once, those of others summed up every 15 seconds, and not while somebody types.
 * What is to be said in the same moment is said together, so that no sentence takes another's place.
 */
export class Announcer {
  constructor(element, summarise) {
    this.element = element;
    this.summarise = summarise;
    this.sentences = [];
    this.counts = {};
    this.timer = 0;
    this.typedAt = 0;
    document.addEventListener("input", () => (this.typedAt = Date.now()));
  }

  say(text) {
    this.sentences.push(text);
    if (this.sentences.length > 1) return;
    this.element.textContent = "";
    setTimeout(() => {
      this.element.textContent = this.sentences.join(" ");
      this.sentences = [];
    }, 50);
  }

  count(kind) {
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
    if (!this.timer) this.timer = setTimeout(() => this.speak(), SUMMARY);
  }

  speak() {
    if (Date.now() - this.typedAt < SUMMARY) {
      this.timer = setTimeout(() => this.speak(), SUMMARY);
      return;
    }
    this.say(this.summarise(this.counts));
    this.counts = {};
    this.timer = 0;
  }
}

/** A socket that comes back by itself, with a wait that grows and differs from device to device. */
export class Connection {
  /** @param {{address: () => string, heard: (frame: object) => void, changed: () => void}} hooks */
  constructor(hooks) {
    this.hooks = hooks;
    this.state = "connecting";
    this.tries = 0;
    this.jitter = 0;
    this.isSentAway = false;
    addEventListener("online", () => this.hurry());
    addEventListener("offline", () => this.lose());
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry());
    setInterval(() => this.watch(), SILENCE / 4);
    this.open();
  }

  open() {
    clearTimeout(this.timer);
    this.timer = 0;
    const socket = new WebSocket(this.hooks.address());
    this.socket = socket;
    this.heardAt = Date.now();
    socket.onmessage = (event) => socket === this.socket && this.hear(JSON.parse(event.data));
    socket.onclose = (event) => socket === this.socket && this.closed(event.code);
  }

  hear(frame) {
    this.heardAt = Date.now();
    if (frame.t === "hello") {
      this.tries = 0;
      this.become("open");
    }
    this.hooks.heard(frame);
  }

  closed(code) {
    // Another window may have given the session a new key: who was sent away knocks once more before that is the end.
    const wasSentAway = this.isSentAway;
    this.socket = null;
    this.isSentAway = code === 4401;
    if (code === 4403 || code === 4404) return this.become(wasSentAway ? "ended" : "gone");
    // Coming back by itself would only close the same board in another window, which would come back as well.
    if (code === 4409) return this.become("elsewhere");
    this.become("reconnecting");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(), this.pause(code));
    this.tries += 1;
    this.jitter = 0;
    return undefined;
  }

  /** How long to wait before coming back: as the server asked where it said so, else longer with each try. */
  pause(code) {
    if (this.jitter) return Math.random() * this.jitter;
    const wait = code === 4408 ? 250 : Math.min(LONGEST_WAIT, 500 * 2 ** this.tries);
    return wait * (0.5 + Math.random() / 2);
  }

  /** The server is about to restart: come back some time within so many seconds, not all in the same moment. */
  spread(seconds) {
    this.jitter = seconds * 1000;
  }

  /** Give a silent socket up: the network may be gone without a word. */
  lose() {
    const socket = this.socket;
    if (!socket) return;
    socket.close();
    this.closed(1006);
  }

  /** Come back at once, to be told what happened since the number in the address. */
  again() {
    this.lose();
    this.become("connecting");
    this.open();
  }

  watch() {
    if (this.socket && Date.now() - this.heardAt > SILENCE) this.lose();
  }

  /** The network is back, or somebody looks at the page again: do not wait, and do not trust a socket that was silent. */
  hurry() {
    if (this.socket && Date.now() - this.heardAt > DOUBT) this.lose();
    if (!this.socket && this.state === "reconnecting") this.open();
  }

  /** There is no way back to this board from here. */
  end(state) {
    this.become(state);
    this.socket?.close();
    this.socket = null;
  }

  become(state) {
    this.state = state;
    this.hooks.changed();
  }

  say(frame) {
    if (this.state === "open" && this.socket) this.socket.send(JSON.stringify(frame));
  }

  /** Send commands in frames that the server takes; without a connection they wait in the outbox. */
  send(commands) {
    let batch = [];
    let size = 0;
    for (const command of commands) {
      const length = JSON.stringify(command).length;
      if (batch.length === MOST_COMMANDS || size + length > MOST_CHARACTERS) {
        this.say({ t: "do", commands: batch });
        batch = [];
        size = 0;
      }
      batch.push(command);
      size += length;
    }
    if (batch.length) this.say({ t: "do", commands: batch });
  }
}

/** In words, at every width: whether all is sent, what is not, and why. What was refused stays until it was seen. */
export class StatusLine {
  /** @param {{word: Function, say: Function, outbox: Outbox, connection: () => Connection, send: Function}} hooks */
  constructor(hooks) {
    this.hooks = hooks;
    this.isDelayed = false;
    addEventListener("storage", () => this.show());
    one("[data-status-here]").addEventListener("click", () => this.hooks.connection().again());
  }

  show() {
    const entries = this.hooks.outbox.all();
    const refused = entries.filter((entry) => entry.sentence);
    const { state } = this.hooks.connection();
    this.tell(...this.stand(state, entries.length - refused.length, refused));
    this.list(state === "open" && !this.isDelayed ? refused : entries);
    this.offer(state === "elsewhere");
    one("[data-status-join]").hidden = state !== "ended";
  }

  /** A way to have the board in this window again; who pressed it goes on where the page says what is going on. */
  offer(isElsewhere) {
    const here = one("[data-status-here]");
    const hadFocus = here === document.activeElement;
    here.hidden = !isElsewhere;
    if (hadFocus && !isElsewhere) goToField();
  }

  stand(state, waiting, refused) {
    const { word } = this.hooks;
    const values = { count: waiting };
    if (state === "ended") return ["ended", word("ended")];
    if (state === "gone") return ["ended", word("gone")];
    if (state === "elsewhere") return ["ended", word("elsewhere")];
    if (!navigator.onLine) return ["offline", word(waiting ? "offline" : "offline_idle", values)];
    if (state === "connecting") return ["sending", word("connecting")];
    if (state !== "open") return ["offline", word(waiting ? "reconnecting" : "reconnecting_idle", values)];
    if (this.isDelayed) return ["delayed", word("delayed", values)];
    if (refused.length) return ["unsent", this.reason(refused)];
    return waiting ? ["sending", word("sending", values)] : ["connected", word("connected")];
  }

  /** One thing that was not to be had is told at once; a text that was not sent has to be looked at. */
  reason(refused) {
    const [entry] = refused;
    return refused.length > 1 || isText(entry) ? this.hooks.word("unsent", { count: refused.length }) : entry.sentence;
  }

  tell(state, text) {
    const line = one("[data-status]");
    const words = one("[data-status-words]", line);
    if (words.textContent === text) return;
    const wasLost = ["offline", "delayed", "ended"].includes(line.dataset.status);
    line.dataset.status = state;
    words.textContent = text;
    if (["offline", "delayed", "ended"].includes(state) || wasLost) this.hooks.say(text);
  }

  list(entries) {
    one("[data-waiting]").hidden = one("[data-status-show]").hidden = entries.length === 0;
    const list = one("[data-waiting-list]");
    const wanted = entries.map((entry) => entry.command.op_id + (entry.sentence ? "!" : ""));
    for (const li of [...list.children]) if (!wanted.includes(li.dataset.key)) this.take(li);
    entries.forEach((entry, index) => {
      if (!one(`[data-key="${wanted[index]}"]`, list)) list.append(this.item(entry, wanted[index]));
    });
  }

  /** What is sent leaves the list; who was at it goes on at the field for writing. */
  take(li) {
    const hadFocus = li.contains(document.activeElement);
    li.remove();
    if (hadFocus) goToField();
  }

  item(entry, key) {
    const { word } = this.hooks;
    const li = document.createElement("li");
    li.dataset.key = key;
    const lines = [entry.sentence, entry.newest && word("newer", { text: entry.newest.text })];
    if (entry.newest) lines.push(word("written", { text: entry.command.text }));
    else lines.push(isText(entry) ? entry.command.text : !entry.sentence && word("change"));
    for (const line of lines.filter(Boolean)) li.append(paragraph(line));
    const row = document.createElement("p");
    row.className = "sheet-row";
    if (entry.sentence && isText(entry)) row.append(button(word("again"), () => this.sendAgain(entry)), " ");
    row.append(button(word(entry.sentence && !isText(entry) ? "read" : "drop"), () => this.drop(entry)));
    li.append(row);
    return li;
  }

  sendAgain(entry) {
    this.hooks.outbox.drop(entry.command.op_id);
    const command = { ...entry.command, op_id: newId() };
    if (entry.newest) command.version = entry.newest.version;
    this.hooks.send(command);
  }

  drop(entry) {
    this.hooks.outbox.drop(entry.command.op_id);
    this.show();
  }
}
