/** What every live page needs: ids, storage, an outbox that survives a reload, one quiet voice, and a socket. */

const DAY = 24 * 60 * 60 * 1000;
const SILENCE = 20_000;
const SUMMARY = 15_000;
const LONGEST_WAIT = 30_000;
const MOST_COMMANDS = 50;
const MOST_CHARACTERS = 30_000;

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

/** Make the id of a command. `randomUUID` exists only where the page came over HTTPS or from this machine. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Storage of this device. Where a browser refuses it, the page remembers until it is closed. */
export class Store {
  constructor(prefix) {
    this.prefix = prefix;
    this.memory = new Map();
  }

  get(key) {
    try {
      return localStorage.getItem(this.prefix + key) ?? this.memory.get(key) ?? null;
    } catch {
      return this.memory.get(key) ?? null;
    }
  }

  set(key, value) {
    this.memory.set(key, value);
    try {
      localStorage.setItem(this.prefix + key, value);
    } catch {
      // Private windows and full devices refuse to store; the copy in memory still counts.
      return;
    }
  }

  remove(key) {
    this.memory.delete(key);
    try {
      localStorage.removeItem(this.prefix + key);
    } catch {
      // Nothing was stored, so nothing is left behind.
      return;
    }
  }

  clear() {
    for (const key of [...this.memory.keys(), ...this.keys()]) this.remove(key);
  }

  keys() {
    try {
      const all = Object.keys(localStorage);
      return all.filter((key) => key.startsWith(this.prefix)).map((key) => key.slice(this.prefix.length));
    } catch {
      return [];
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
      .concat(...this.store.memory.keys())
      .filter((key, index, keys) => key.startsWith("op:") && keys.indexOf(key) === index)
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
}

/** One polite voice: one's own acts at once, those of others summed up every 15 seconds. */
export class Announcer {
  constructor(element, summarise) {
    this.element = element;
    this.summarise = summarise;
    this.counts = {};
    this.timer = 0;
  }

  say(text) {
    this.element.textContent = "";
    setTimeout(() => {
      this.element.textContent = text;
    }, 50);
  }

  count(kind) {
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
    if (!this.timer) this.timer = setTimeout(() => this.speak(), SUMMARY);
  }

  speak() {
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
    this.state = "reconnecting";
    this.tries = 0;
    this.jitter = 0;
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
    this.socket = null;
    if (code === 4401) return this.become("ended");
    if (code === 4403 || code === 4404) return this.become("gone");
    this.become("reconnecting");
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
    this.open();
  }

  watch() {
    if (this.socket && Date.now() - this.heardAt > SILENCE) this.lose();
  }

  hurry() {
    if (!this.socket && this.state === "reconnecting") this.open();
  }

  become(state) {
    this.state = state;
    this.hooks.changed();
  }

  /** Send commands in frames that the server takes; without a connection they wait in the outbox. */
  send(commands) {
    if (this.state !== "open" || !this.socket) return;
    let batch = [];
    let size = 0;
    for (const command of commands) {
      const length = JSON.stringify(command).length;
      if (batch.length === MOST_COMMANDS || size + length > MOST_CHARACTERS) {
        this.socket.send(JSON.stringify({ t: "do", commands: batch }));
        batch = [];
        size = 0;
      }
      batch.push(command);
      size += length;
    }
    if (batch.length) this.socket.send(JSON.stringify({ t: "do", commands: batch }));
  }
}
