/**
 * Forms on a bad connection. What is typed stays on this device until it is sent, somebody deletes it or a week has gone
 * by. What is sent without a connection waits here and is sent once there is one. Without this, forms are plain forms.
 */

import { all, button, clearDevice, newId, one, paragraph, Store, wordsOf } from "./core.js";

const DAY = 24 * 60 * 60 * 1000;
const WEEK = 7 * DAY;
const PAUSE = 300;
const PATIENCE = 20_000;
const LONGEST_WAIT = 60_000;
const SHOWN = 200;
const SOONEST = 3000;
const NOT_KEPT = /^(about_|website$|keeps$)/;
const NOT_TYPED = new Set(["hidden", "submit", "button", "password", "file"]);

const store = new Store("form:");
const word = wordsOf(one("[data-form-words]"));

const isShared = () => "shared" in document.documentElement.dataset;
const formHere = () => one("form[data-keep]");
const isChoice = (field) => field.type === "radio" || field.type === "checkbox";

/** What somebody typed and chose in one form. What they say of themselves is not kept. */
class Draft {
  constructor(form) {
    this.form = form;
    this.key = `draft:${form.dataset.keep}`;
  }

  fields() {
    return [...this.form.elements].filter((each) => each.name && !NOT_TYPED.has(each.type) && !NOT_KEPT.test(each.name));
  }

  keep() {
    const fields = this.fields();
    const names = new Set(fields.map((field) => field.name));
    const said = this.read()?.said ?? {};
    for (const name of names) said[name] = [];
    for (const field of fields) if (!isChoice(field) || field.checked) said[field.name].push(field.value);
    // A form may be one of two steps: what was typed in the other one stays.
    if (fields.some(isFilled) || Object.keys(said).length > names.size) store.set(this.key, JSON.stringify({ said, at: Date.now() }));
    else store.remove(this.key);
    this.show();
  }

  read() {
    return JSON.parse(store.get(this.key));
  }

  restore() {
    const kept = this.read();
    for (const field of kept ? this.fields() : []) {
      const values = kept.said[field.name];
      if (values && isChoice(field)) field.checked = values.includes(field.value);
      else if (values?.length) [field.value] = values;
    }
    this.show();
  }

  drop() {
    store.remove(this.key);
    this.show();
  }

  show() {
    const line = one("[data-draft]", this.form);
    if (line) line.hidden = !store.get(this.key);
  }
}

function isFilled(field) {
  return isChoice(field) ? field.checked !== field.defaultChecked : field.value.trim() !== "";
}

/** A week is long enough to come back to something. */
function dropOldDrafts() {
  for (const key of store.keys().filter((each) => each.startsWith("draft:"))) {
    if (Date.now() - JSON.parse(store.get(key)).at > WEEK) store.remove(key);
  }
}

/* What waits for a connection. Each form has a key, so that sent again it is applied once. */

const waiting = {
  all() {
    const keys = store.keys().filter((key) => key.startsWith("send:"));
    return keys.map((key) => JSON.parse(store.get(key))).sort((one, other) => one.at - other.at);
  },

  put(entry) {
    store.set(`send:${entry.id}`, JSON.stringify(entry));
  },

  drop(entry) {
    store.remove(`send:${entry.id}`);
  },

  /** A form is good for a day. After that its writer presses again. */
  refuseOld() {
    for (const entry of this.all()) if (Date.now() - entry.at > DAY) this.put({ ...entry, isRefused: true });
  },
};

function entryOf(form, submitter) {
  const fields = [...new FormData(form)];
  if (submitter?.name) fields.push([submitter.name, submitter.value]);
  return {
    id: newId(),
    at: Date.now(),
    action: form.action,
    page: location.pathname + location.search,
    draft: form.dataset.keep,
    text: form.elements.body?.value.trim().slice(0, SHOWN) ?? "",
    fields,
  };
}

/** Send a form once. Return nothing where there is no connection, or where the server is away. */
async function post(entry) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  const body = new URLSearchParams(entry.fields);
  const token = one("[name=csrfmiddlewaretoken]");
  if (token) body.set("csrfmiddlewaretoken", token.value);
  try {
    const headers = { "X-Sent-By-Page": "yes" };
    const answer = await fetch(entry.action, { method: "POST", body, headers, credentials: "same-origin", signal: stop.signal });
    return answer.status < 500 ? { answer, page: await answer.text() } : null;
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

function submitted(event) {
  const form = event.target;
  if (form.matches("[data-finish]")) clearDevice();
  if (form.matches("[data-share]")) share(event);
  if (!form.matches("[data-keep]") || event.defaultPrevented) return;
  keepNow(form);
  if (!("waits" in form.dataset) || event.submitter?.matches("[data-plain]")) stayWithoutConnection(event);
  else {
    event.preventDefault();
    if (!form.dataset.isSending) void send(form, entryOf(form, event.submitter));
  }
}

/** The browser's own page about a missing connection would take the place of what was typed. */
function stayWithoutConnection(event) {
  if (navigator.onLine) return;
  event.preventDefault();
  tell(word("no_connection"));
}

async function send(form, entry) {
  form.dataset.isSending = "yes";
  tell(word("sending"));
  const sent = await post(entry);
  delete form.dataset.isSending;
  if (!sent) wait(form, entry);
  else if (sent.answer.headers.has("X-Go-On")) {
    new Draft(form).drop();
    location.assign(sent.answer.headers.get("X-Go-On"));
  } else if (sent.answer.redirected) location.assign(sent.answer.url);
  else show(sent.page);
}

/** Keep what could not be sent, and make the form a new one. */
function wait(form, entry) {
  waiting.put(entry);
  new Draft(form).drop();
  empty(form);
  tell(word("waits"));
  list();
  later();
}

/** Make a form a new one: sent again it is something else. One that was given back begins with what was typed before. */
function empty(form) {
  form.reset();
  const key = form.elements.send_key;
  if (key) key.value = newId();
  for (const field of form.dataset.isGivenBack ? new Draft(form).fields() : []) {
    if (isChoice(field)) field.checked = field.checked && field.name === "visibility";
    else if (field.matches("textarea")) field.value = "";
  }
}

/** The page that the server answered with, in the place of this one. */
function show(page) {
  const fresh = new DOMParser().parseFromString(page, "text/html");
  const main = one("main", fresh);
  if (!main) return tell(word("no_connection"));
  document.title = fresh.title;
  one("main").replaceWith(document.importNode(main, true));
  const form = formHere();
  if (form) form.dataset.isGivenBack = "yes";
  begin();
  const start = one(".errors") ?? one("main");
  start.tabIndex = -1;
  start.focus();
  return scrollTo(0, 0);
}

/* Sending what waits, one after the other, until the connection is gone again. */

let tries = 0;
let timer = 0;
let isSending = false;

async function sendWaiting() {
  if (isSending || isShared()) return;
  isSending = true;
  waiting.refuseOld();
  for (const entry of waiting.all().filter(isReady)) {
    const sent = await post(entry);
    if (!sent) break;
    settle(entry, sent.answer);
    tries = 0;
  }
  isSending = false;
  list();
  if (waiting.all().some((each) => !each.isRefused)) later();
}

/** What came faster than people write would be taken for a machine's. */
function isReady(entry) {
  return !entry.isRefused && Date.now() - entry.at > SOONEST;
}

function settle(entry, answer) {
  const target = answer.headers.get("X-Go-On");
  if (!target) {
    waiting.put({ ...entry, isRefused: true });
    return tell(word("refused"));
  }
  waiting.drop(entry);
  const link = document.createElement("a");
  link.href = target;
  link.textContent = word("go_on");
  return tell(word("sent"), link);
}

/** Try again after a while that grows and differs from device to device. */
function later() {
  clearTimeout(timer);
  timer = setTimeout(() => void sendWaiting(), Math.min(LONGEST_WAIT, 2000 * 2 ** tries) * (0.5 + Math.random() / 2));
  tries += 1;
}

/* In words: what happens, and what has not been sent. */

function tell(text, link = null) {
  const line = one("[data-sending]");
  if (!line) return;
  const said = paragraph(text);
  if (link) said.append(" ", link);
  line.replaceChildren(said);
}

function list() {
  const place = one("[data-unsent]");
  if (!place) return;
  const entries = waiting.all();
  place.replaceChildren(...entries.map(item));
  place.hidden = entries.length === 0;
}

function item(entry) {
  const li = document.createElement("li");
  const row = document.createElement("p");
  if (entry.isRefused) row.append(button(word("put_back"), () => putBack(entry)), " ");
  row.append(button(word("drop"), () => forget(entry)));
  li.append(paragraph(entry.text || word("choices")), row);
  return li;
}

function forget(entry) {
  waiting.drop(entry);
  list();
  one("[data-sending]").replaceChildren();
  one("form[data-keep] .btn:not(.btn-link)").focus();
}

function putBack(entry) {
  const said = {};
  for (const [name] of entry.fields) said[name] = [];
  for (const [name, value] of entry.fields) said[name].push(value);
  store.set(`draft:${entry.draft}`, JSON.stringify({ said, at: Date.now() }));
  waiting.drop(entry);
  location.assign(entry.page);
}

/** From here on nothing is kept; what is typed stays in the page. */
function share(event) {
  const form = event.target;
  clearDevice();
  document.documentElement.dataset.shared = "";
  for (const each of all("form[data-keep]")) {
    new Draft(each).show();
    each.removeAttribute("data-keep");
    each.autocomplete = "off";
  }
  if (!event.submitter) return;
  event.preventDefault();
  const entry = { action: form.action, fields: [...new FormData(form), [event.submitter.name, event.submitter.value]] };
  void post(entry).then((sent) => sent && form.replaceChildren(paragraph(word("shared"))));
}

let pause = 0;

function typed(event) {
  const form = event.target.form;
  if (!form?.matches("[data-keep]")) return;
  clearTimeout(pause);
  pause = setTimeout(() => keepNow(form), PAUSE);
}

function keepNow(form) {
  clearTimeout(pause);
  pause = 0;
  new Draft(form).keep();
}

function pressed(event) {
  if (!event.target.closest("[data-draft-delete]")) return;
  const form = event.target.form;
  form.reset();
  new Draft(form).drop();
  one("textarea, input:not([type=hidden])", form).focus();
}

/** What was typed within the last moment is kept as well. */
function leaving() {
  const form = formHere();
  if (pause && form) keepNow(form);
}

function begin() {
  const form = formHere();
  if (form) new Draft(form).restore();
  list();
}

document.addEventListener("submit", submitted);
document.addEventListener("input", typed);
document.addEventListener("click", pressed);
addEventListener("online", () => void sendWaiting());
document.addEventListener("visibilitychange", () => (document.hidden ? leaving() : void sendWaiting()));
addEventListener("pagehide", leaving);
if (!isShared()) {
  dropOldDrafts();
  begin();
  void sendWaiting();
}
document.documentElement.dataset.ready = "yes";
