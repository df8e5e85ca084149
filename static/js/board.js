/**
 * The live board. It upgrades the forms of the page: they are sent over a socket, kept on the device until they are
 * acknowledged, and what others do is patched into the lists, at most five times a second and never where one types.
 */

import { all, Announcer, button, Connection, newId, one, Outbox, Store } from "./core.js";
import { NoteSheet } from "./board-note.js";

const FLUSH = 200;
const NUMBERS = new Set(["column", "note", "version", "before", "under", "minutes"]);
const TEXT_VERBS = new Set(["add_note", "edit_note", "set_position"]);
const WHOLE_PAGE = new Set([
  "stage_set", "stage_extended", "notes_revealed", "marks_revealed", "positions_revealed",
]);
const PARTS = ["people", "stages", "now", "lead", "work"];
const ACKNOWLEDGED = {
  add_note: "note_added", edit_note: "note_changed", remove_note: "note_removed", set_position: "position_kept",
};

const root = one("[data-board]");
const store = new Store(`board:${root.dataset.board}:${root.dataset.viewer}:`);
const outbox = new Outbox(store);
const words = new Map(all("[data-word]", one("[data-words]").content).map((p) => [p.dataset.word, p.textContent]));
const announcer = new Announcer(one("[data-live]"), (counts) =>
  word("news", { added: counts.added ?? 0, moved: counts.moved ?? 0, other: counts.other ?? 0 }));
const clockOffset = Number(root.dataset.now) * 1000 - Date.now();
const sheet = NoteSheet.find(root, { word, send: (command) => send({ ...command, op_id: newId() }), focusOn });
const notes = new Map();
const expected = new Map();
const deferred = new Map();
// What of the board is one's own. Others are sent the same operations, so these come apart.
const own = { notes: new Set(), marks: new Set(), ops: new Set() };
let head = Number(root.dataset.head);
let epoch = Number(root.dataset.epoch);
let queue = [];
let flushTimer = 0;
let refreshing = null;
let spoken = new Set();
let stageSentAt = 0;

function word(name, values = {}) {
  return words.get(name).replace(/\{(\w+)\}/g, (_whole, key) => String(values[key] ?? ""));
}

function stage() {
  return root.dataset.stage;
}

function template(name, number) {
  const clone = one(`[data-template="${name}"]`).content.firstElementChild.cloneNode(true);
  const walker = document.createTreeWalker(clone, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.currentNode; node; node = walker.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE) node.data = node.data.replace("{number}", number);
    else for (const each of node.attributes) each.value = each.value.replace(/\{number\}|%7Bnumber%7D/, number);
  }
  return clone;
}

/* Reading the page: which notes stand where, and one stop of the Tab key per column. */

function columnOf(element) {
  return element.closest("[data-column]");
}

function notesIn(column) {
  return all("[data-note]", column);
}

function opener(note) {
  return one("[data-open]", note);
}

function read() {
  notes.clear();
  for (const note of all("[data-note]", one("#work"))) notes.set(Number(note.dataset.note), note);
  for (const act of all("[data-note] .note-act")) act.tabIndex = -1;
  all("[data-column]").forEach(keepStop);
  for (const column of all("[data-column]")) {
    column.dataset.unseen = Number(one("[data-count-of]", column).textContent) - notesIn(column).length;
  }
  for (const each of all("[data-script]")) each.hidden = false;
  one("[data-still]")?.remove();
  for (const more of all("[data-more]")) offerRest(more);
}

function keepStop(column) {
  const openers = all("[data-open]", column);
  if (!openers.length || openers.some((each) => each.tabIndex === 0)) return;
  openers[0].tabIndex = 0;
}

function rove(link) {
  for (const each of all('[data-open][tabindex="0"]', columnOf(link))) each.tabIndex = -1;
  link.tabIndex = 0;
}

/* What others and oneself did: a queue, one flush, and nothing moves under the hands of who is there. */

function receive(ops) {
  queue.push(...ops);
  plan();
}

function plan() {
  if (!flushTimer) flushTimer = setTimeout(flush, FLUSH);
}

function flush() {
  flushTimer = 0;
  if (refreshing) return;
  const ops = queue.filter((op) => op.seq > head).sort((a, b) => a.seq - b.seq);
  queue = [];
  const touched = new Set();
  for (const op of ops) {
    if (op.seq > head + 1) return void refresh();
    head = op.seq;
    if (WHOLE_PAGE.has(op.kind)) return void refresh();
    apply(op, touched);
  }
  touched.forEach(recount);
}

function apply(op, touched) {
  const number = Number(op.note?.number ?? op.note);
  const li = notes.get(number);
  if (op.kind === "note_added") return li || !op.note ? undefined : arrive(op.note, touched);
  if (!li) return undefined;
  const isOwn = isExpected(number, op.kind);
  if (!isOwn && li.contains(document.activeElement) && op.kind !== "mark_added" && op.kind !== "mark_removed") {
    return defer(number, li, op);
  }
  change(op, li, isOwn, touched);
  if (!isOwn) announcer.count(op.kind === "note_moved" ? "moved" : "other");
  return undefined;
}

function arrive(shape, touched) {
  add(shape, touched);
  if (!own.notes.has(shape.number)) announcer.count("added");
}

function add(shape, touched) {
  const li = template("note", shape.number);
  notes.set(shape.number, li);
  for (const act of all(".note-act", li)) act.tabIndex = -1;
  if (own.notes.has(shape.number)) {
    li.classList.add("note-yours");
    one(".note-by", li).append(" ", tag(word("yours"), "yours"));
  }
  write(li, shape);
  place(li, shape, touched);
  if (own.marks.has(shape.number)) showMark(shape.number, true);
}

function write(li, shape) {
  one(".note-text", li).textContent = shape.is_redacted ? word("erased") : shape.text;
  one("[data-author]", li).textContent = shape.author;
  li.dataset.version = shape.version;
}

function tag(text, name) {
  const strong = document.createElement("strong");
  strong.className = "tag";
  strong.dataset[name] = "";
  strong.textContent = text;
  return strong;
}

function change(op, li, isOwn, touched) {
  if (op.kind === "note_edited" || op.kind === "redacted") return op.note?.text === undefined ? refresh() : write(li, op.note);
  if (op.kind === "note_removed") return remove(li, touched);
  if (op.kind === "mark_added" || op.kind === "mark_removed") return recountMarks(li, op);
  if (op.kind !== "note_moved" && op.kind !== "note_grouped") return refresh();
  const hadFocus = li.contains(document.activeElement);
  place(li, op.note?.number ? op.note : op, touched);
  if (isOwn) announcePlace(op, li);
  if (hadFocus) focusOn(li);
  return undefined;
}

function place(li, shape, touched) {
  const from = columnOf(li);
  const column = one(`[data-column="${shape.column}"]`) ?? from;
  const above = shape.under ? notes.get(shape.under) : null;
  const list = above && above !== li ? groupOf(above) : one(".notes", column);
  const before = shape.before ? notes.get(shape.before) : null;
  list.insertBefore(li, before && before.parentNode === list ? before : null);
  tidyGroups();
  touched.add(column);
  if (from) touched.add(from);
}

function groupOf(li) {
  let list = one(".note-group", li);
  if (list) return list;
  list = document.createElement("ol");
  list.className = "note-group";
  list.setAttribute("role", "list");
  li.append(list);
  return list;
}

function tidyGroups() {
  for (const group of all(".note-group")) if (!group.childElementCount) group.remove();
}

function remove(li, touched) {
  touched.add(columnOf(li));
  if (li.contains(document.activeElement)) leave(li);
  notes.delete(Number(li.dataset.note));
  li.remove();
  tidyGroups();
}

/** Focus goes to the neighbour of a note that goes away, or to the writing field. */
function leave(li) {
  const inColumn = notesIn(columnOf(li));
  const at = inColumn.indexOf(li);
  const next = inColumn[at + 1] ?? inColumn[at - 1];
  if (next) focusOn(next);
  else one("#text")?.focus();
}

function focusOn(note) {
  rove(opener(note));
  opener(note).focus();
}

function recount(column) {
  const count = notesIn(column).length + Number(column.dataset.unseen);
  for (const each of all(`[data-count-of="${column.dataset.column}"]`)) each.textContent = count;
  one("[data-empty]", column).hidden = count > 0;
  keepStop(column);
}

function announcePlace(op, li) {
  const column = columnOf(li);
  const list = all(":scope > [data-note]", li.parentNode);
  const number = li.dataset.note;
  if (op.kind === "note_moved") {
    const position = list.indexOf(li) + 1;
    announcer.say(word("moved", { column: column.dataset.title, position, count: list.length }));
  } else if (op.under) announcer.say(word("note_grouped", { number, under: op.under }));
  else announcer.say(word("note_ungrouped", { number }));
}

/** Another person's change to the note one is on: say it there, and carry it out when one leaves. */
function defer(number, li, op) {
  deferred.set(number, [...(deferred.get(number) ?? []), op]);
  const name = { note_moved: "moved_by_other", note_removed: "removed_by_other", note_grouped: "grouped_by_other" }[op.kind];
  if (!name || (name === "grouped_by_other" && !op.under)) return;
  const news = one(".note-news", li) ?? document.createElement("p");
  news.className = "note-news";
  const column = one(`[data-column="${op.column}"]`)?.dataset.title;
  news.textContent = word(name, { column, under: op.under });
  one(".note-acts", li).after(news);
  announcer.say(news.textContent);
}

function carryOut(li) {
  const number = Number(li.dataset.note);
  const ops = deferred.get(number);
  if (!ops || li.contains(document.activeElement) || sheet?.isOpen) return;
  deferred.delete(number);
  one(".note-news", li)?.remove();
  const touched = new Set();
  for (const op of ops) if (notes.has(number)) change(op, li, false, touched);
  touched.forEach(recount);
}

function isExpected(number, kind) {
  const kinds = expected.get(number);
  return kinds ? kinds.delete(kind) : false;
}

function expect(command) {
  const kind = { move_note: "note_moved", group_note: "note_grouped", edit_note: "note_edited", remove_note: "note_removed" };
  if (!kind[command.verb]) return;
  expected.set(command.note, (expected.get(command.note) ?? new Set()).add(kind[command.verb]));
}

/* Marks */

function recountMarks(li, op) {
  if (own.ops.has(op.seq)) setMark(Number(li.dataset.note), op.kind === "mark_added");
  one(":scope > .note-by [data-marks]", li)?.remove();
  if (op.marks) one(".note-by", li).append(" ", tag(word("marks", { count: op.marks }), "marks"));
}

function marksLeft() {
  return Number(one("[data-marks-left]")?.dataset.marksLeft ?? 0);
}

function showMarksLeft(left) {
  const line = one("[data-marks-left]");
  if (!line) return;
  line.dataset.marksLeft = left;
  line.textContent = word("marks_left", { count: left });
}

function setMark(number, isMarked) {
  if (showMark(number, isMarked)) showMarksLeft(marksLeft() + (isMarked ? -1 : 1));
}

/** Put the other button in place; whether that changed anything. */
function showMark(number, isMarked) {
  const old = notes.get(number) && one(".note-acts [data-mark]", notes.get(number));
  if (!old || old.dataset.mark === (isMarked ? "on" : "off")) return false;
  const fresh = template(isMarked ? "unmark" : "mark", number);
  fresh.tabIndex = -1;
  const hadFocus = document.activeElement === old;
  old.replaceWith(fresh);
  if (hadFocus) fresh.focus();
  return true;
}

/* What is one's own: sealed entries whole after each change of them, and which notes and marks are one's own */

function learnOwn(frame) {
  for (const number of frame.notes) own.notes.add(number);
  for (const seq of frame.ops) own.ops.add(seq);
}

function showOwn({ entries, notes: written, marks }) {
  own.notes = new Set(written);
  own.marks = new Set(marks);
  if (stage() === "write_alone") showOwnNotes(entries);
  else if (stage() === "first_position") showPosition(entries[entries.length - 1]?.text);
  else if (stage() === "vote") {
    for (const number of notes.keys()) setMark(number, own.marks.has(number));
  }
}

function showOwnNotes(entries) {
  const list = one("[data-own]");
  const kept = new Set(entries.map((entry) => String(entry.number)));
  for (const li of all("[data-own-entry]", list)) if (!kept.has(li.dataset.ownEntry)) forget(li);
  for (const entry of entries) showOwnNote(list, entry);
  one("[data-own-count]").textContent = entries.length;
  one("[data-own-empty]").hidden = entries.length > 0;
}

function forget(li) {
  const hadFocus = li.contains(document.activeElement);
  li.remove();
  if (hadFocus) one("#text")?.focus();
}

function showOwnNote(list, entry) {
  let li = one(`[data-own-entry="${entry.number}"]`, list);
  if (!li) list.append((li = template("own", entry.number)));
  one(".note-text", li).textContent = entry.text;
  one("[data-column-title]", li).textContent = titleOf(entry.column);
  one("[name=version]", li).value = entry.version;
  const field = one("textarea", li);
  const isUntouched = field.value === field.defaultValue;
  field.defaultValue = entry.text;
  if (isUntouched) field.value = entry.text;
}

function titleOf(column) {
  const label = one(`label[for="in${column}"]`);
  return label ? label.textContent : one("#composer [name=column]").dataset.title;
}

function showPosition(text) {
  const slip = one("[data-own-position]");
  slip.textContent = text ?? "";
  slip.hidden = !text;
  one("[data-own-empty]").hidden = Boolean(text);
}

/* The page again: a new stage is drawn by the server and put in place around what one is typing. */

function refresh() {
  if (!refreshing) {
    refreshing = fetchPage().finally(() => {
      refreshing = null;
      if (queue.length) plan();
    });
  }
  return refreshing;
}

async function fetchPage() {
  await new Promise((resolve) => setTimeout(resolve, root.dataset.leads === "yes" ? 0 : Math.random() * 400));
  let answer;
  try {
    answer = await fetch(root.dataset.here, { cache: "no-store", credentials: "same-origin" });
  } catch {
    // The network is gone as well: the next connection begins with a page.
    isOutdated = true;
    return;
  }
  const fresh = one("[data-board]", new DOMParser().parseFromString(await answer.text(), "text/html"));
  if (fresh) adopt(fresh);
  else show("ended", word("ended"));
}

let isOutdated = false;
let isDelayed = false;

function adopt(fresh) {
  const focus = focusKey();
  const typed = typedTexts();
  const open = all("details[open]", root).map((each) => each.dataset.key);
  const isNew = fresh.dataset.stage !== stage();
  const sentence = one("[data-announce]", fresh);
  for (const name of PARTS) swap(name, fresh);
  swapComposer(fresh);
  Object.assign(root.dataset, { stage: fresh.dataset.stage });
  head = Math.max(Number(fresh.dataset.head), 0);
  epoch = Number(fresh.dataset.epoch);
  isOutdated = false;
  deferred.clear();
  if (isNew) expected.clear();
  if (isNew) sheet?.leave();
  for (const each of all("details", root)) if (open.includes(each.dataset.key)) each.open = true;
  read();
  restoreTexts(typed);
  restoreFocus(focus);
  if (isNew) {
    spoken = new Set();
    announcer.say(`${one("#now").textContent}. ${sentence.textContent.trim()}`);
  }
  tick();
}

function swap(name, fresh) {
  const old = one(`[data-part="${name}"]`, root);
  const next = one(`[data-part="${name}"]`, fresh);
  if (old && next) old.replaceWith(document.importNode(next, true));
  else old?.remove();
}

/** The writing field stays the very element it was: its text, its caret and what a keyboard app knows of it. */
function swapComposer(fresh) {
  const old = one('[data-part="composer"]', root);
  const next = one('[data-part="composer"]', fresh);
  const isSame = old?.dataset.command && next?.dataset.command === old.dataset.command;
  if (isSame) one(".btn", old).textContent = one(".btn", next).textContent;
  else if (next) {
    if (old) old.replaceWith(document.importNode(next, true));
    else one("[data-waiting]").before(document.importNode(next, true));
    restoreDrafts();
  } else if (old && one("textarea", old)?.value.trim()) keepText(old);
  else old?.remove();
}

function keepText(composer) {
  if (!composer.dataset.command) return;
  delete composer.dataset.command;
  one(".btn", composer).remove();
  one(".picks", composer)?.remove();
  one(".hint", composer).textContent = word("kept_text");
}

function typedTexts() {
  const fields = all("#work textarea, [data-part=lead] input:not([type=hidden])");
  return fields.filter((each) => each.value !== each.defaultValue).map((each) => [each.id, each.value]);
}

function restoreTexts(typed) {
  for (const [id, value] of typed) {
    const field = document.getElementById(id);
    if (field) field.value = value;
  }
}

function focusKey() {
  const active = document.activeElement;
  if (!active || !PARTS.some((name) => active.closest(`[data-part="${name}"]`))) return null;
  if (active.id) return `#${CSS.escape(active.id)}`;
  if (active.dataset.focus) return `[data-focus="${active.dataset.focus}"]`;
  const note = active.closest("[data-note]");
  return note ? `#${note.id} ${active.dataset.mark ? "[data-mark]" : "[data-open]"}` : "#now";
}

function restoreFocus(key) {
  if (!key) return;
  const target = one(key, root) ?? one("#now");
  if (target.id === "now") target.tabIndex = -1;
  if (target.matches("[data-open]")) rove(target);
  target.focus({ preventScroll: true });
}

/** The page carries the first hundred notes of a column; the rest comes when somebody asks for it. */
function offerRest(more) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-2";
  button.textContent = word("show_rest", { count: more.dataset.more });
  button.addEventListener("click", () => void showRest());
  more.replaceChildren(button);
}

async function showRest() {
  const answer = await fetch(root.dataset.state, { cache: "no-store", credentials: "same-origin" });
  if (!answer.ok) return void refresh();
  const state = await answer.json();
  const touched = new Set(all("[data-column]"));
  const missing = state.notes.filter((shape) => !notes.has(shape.number));
  for (const more of all("[data-more]")) more.remove();
  for (const column of touched) column.dataset.unseen = 0;
  // From the end, so that the note to stand before is there; what is grouped comes after what it stands under.
  for (const shape of missing.filter((each) => !each.under).reverse()) add(shape, touched);
  for (const shape of missing.filter((each) => each.under)) add(shape, touched);
  touched.forEach(recount);
  // The state may be a moment old: what happened since is told again, and is the same the second time.
  if (state.head < head) {
    head = state.head;
    connection.again();
  }
  return undefined;
}

/* Sending: every form is a command; it waits in the outbox until it is acknowledged. */

function submit(event) {
  const form = event.target.closest("[data-command]");
  if (!form || event.defaultPrevented) return;
  const command = commandOf(form, event.submitter);
  if (command.verb === "set_stage") {
    // A second press of the same finger must not skip a stage.
    event.preventDefault();
    if (Date.now() - stageSentAt < 1000) return;
    stageSentAt = Date.now();
  }
  event.preventDefault();
  send(command);
  if (command.verb === "add_note" || command.verb === "set_position") clearComposer(form);
}

function commandOf(form, submitter) {
  const command = { verb: "", op_id: newId() };
  const fields = [...new FormData(form)];
  if (submitter?.name) fields.push([submitter.name, submitter.value]);
  for (const [name, value] of fields) {
    if (name === "csrfmiddlewaretoken" || name === "op_id") continue;
    if (NUMBERS.has(name)) command[name] = value === "" ? null : Number(value);
    else command[name] = value.replace(/\r\n/g, "\n");
  }
  return command;
}

function send(command) {
  outbox.put({ command, at: Date.now() });
  expect(command);
  connection.send([command]);
  showStatus();
}

function clearComposer(form) {
  const field = one("textarea", form);
  store.remove(`draft:${field.dataset.draft}`);
  if (form.dataset.command === "set_position") field.defaultValue = field.value;
  else field.value = "";
  field.focus();
}

function acknowledged(id) {
  const entry = outbox.get(id);
  outbox.drop(id);
  showStatus();
  if (!entry) return;
  const { verb, note } = entry.command;
  if (verb === "mark" || verb === "unmark") {
    setMark(note, verb === "mark");
    announcer.say(word(verb === "mark" ? "marked" : "unmarked", { number: note, left: marksLeft() }));
  } else if (verb === "add_note" && stage() === "write_alone") announcer.say(word("note_kept"));
  else if (ACKNOWLEDGED[verb]) announcer.say(word(ACKNOWLEDGED[verb]));
}

/** A refusal is never silent: it stays on the page with what was written until its author has seen it. */
function refused(frame) {
  const entry = outbox.get(frame.op_id);
  if (!entry) return;
  expected.delete(entry.command.note);
  outbox.put({ ...entry, sentence: frame.sentence, newest: frame.newest ?? null });
  showStatus();
  announcer.say(frame.sentence);
}

/* Connection and what is not sent yet, always in words */

function showStatus() {
  const entries = outbox.all();
  const waiting = entries.filter((entry) => !entry.sentence).length;
  const refusals = entries.length - waiting;
  const values = { count: waiting };
  if (connection.state === "ended") show("ended", word("ended"));
  else if (connection.state === "gone") show("ended", word("gone"));
  else if (!navigator.onLine) show("offline", word("offline", values));
  else if (connection.state !== "open") show("offline", word("reconnecting", values));
  else if (isDelayed) show("delayed", word("delayed", values));
  else if (refusals) show("unsent", word("unsent", { count: refusals }));
  else if (waiting) show("sending", word("sending", values));
  else show("connected", word("connected"));
  showWaiting(connection.state === "open" ? entries.filter((entry) => entry.sentence) : entries);
}

function show(state, text) {
  const line = one("[data-status]");
  if (line.textContent === text) return;
  const wasLost = ["offline", "delayed"].includes(line.dataset.status);
  line.hidden = false;
  line.dataset.status = state;
  line.textContent = text;
  if (["offline", "delayed", "ended"].includes(state) || wasLost) announcer.say(text);
}

function showWaiting(entries) {
  const box = one("[data-waiting]");
  const list = one("[data-waiting-list]");
  box.hidden = entries.length === 0;
  const wanted = entries.map((entry) => entry.command.op_id + (entry.sentence ? "!" : ""));
  for (const li of [...list.children]) if (!wanted.includes(li.dataset.key)) li.remove();
  entries.forEach((entry, index) => {
    if (!one(`[data-key="${wanted[index]}"]`, list)) list.append(waitingItem(entry, wanted[index]));
  });
}

function waitingItem(entry, key) {
  const li = document.createElement("li");
  li.dataset.key = key;
  const lines = [entry.sentence, entry.newest && word("newer", { text: entry.newest.text })];
  lines.push(TEXT_VERBS.has(entry.command.verb) ? entry.command.text : !entry.sentence && word("change"));
  for (const line of lines.filter(Boolean)) li.append(paragraph(line));
  const row = document.createElement("p");
  row.className = "sheet-row";
  if (entry.sentence && TEXT_VERBS.has(entry.command.verb)) row.append(button(word("again"), () => sendAgain(entry)));
  row.append(" ", button(word("drop"), () => dropEntry(entry)));
  li.append(row);
  return li;
}

function paragraph(text) {
  const p = document.createElement("p");
  p.dir = "auto";
  p.textContent = text;
  return p;
}

function sendAgain(entry) {
  outbox.drop(entry.command.op_id);
  const command = { ...entry.command, op_id: newId() };
  if (entry.newest) command.version = entry.newest.version;
  send(command);
  one("#text")?.focus();
}

function dropEntry(entry) {
  outbox.drop(entry.command.op_id);
  showStatus();
  (one("#text") ?? one("#main")).focus();
}

/* Frames of the server */

const FRAMES = {
  hello(frame) {
    isDelayed = false;
    if (isOutdated || frame.stage !== stage() || frame.epoch !== epoch) void refresh();
    connection.send(outbox.all().filter((entry) => !entry.sentence).map((entry) => entry.command));
  },
  ops: (frame) => receive(frame.ops),
  yours: (frame) => learnOwn(frame),
  own: (frame) => refreshing ? refreshing.then(() => showOwn(frame)) : showOwn(frame),
  ack: (frame) => acknowledged(frame.op_id),
  refused: (frame) => refused(frame),
  head: (frame) => frame.seq > head && !queue.length && void refresh(),
  resync: () => void refresh(),
  delayed(frame) {
    isDelayed = frame.on;
    showStatus();
  },
  reconnect: (frame) => connection.spread(frame.jitter),
  error: (frame) => announcer.say(frame.sentence),
};

const connection = new Connection({
  address: () => {
    const address = new URL(root.dataset.socket, location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    address.search = `since=${head}`;
    return address.href;
  },
  heard: (frame) => FRAMES[frame.t]?.(frame),
  changed: () => showStatus(),
});

/* Keys on a note. They only hurry: every one of them is a visible button or link as well. */

function boardKey(event) {
  const li = event.target.closest("[data-note]");
  if (!li || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = destination(event.key, li);
  const pressed = SHORTCUTS[letterOf(event)];
  if (!target && !pressed) return;
  event.preventDefault();
  if (target) focusOn(target);
  else pressed(li);
}

/* Where a key writes no Latin letter, what counts is where it lies: M is M under an Arabic layout too. */
function letterOf(event) {
  return /^[\x00-\x7f]+$/.test(event.key) ? event.key.toLowerCase() : event.code.replace("Key", "").toLowerCase();
}

const SHORTCUTS = {
  m: (li) => sheet?.open(li, "[data-dialog-columns] button:not([disabled])"),
  e: (li) => sheet?.open(li, "[data-dialog-words]"),
  v: (li) => one("[data-mark]", li)?.click(),
};

function destination(key, li) {
  const column = columnOf(li);
  const list = notesIn(column);
  const at = list.indexOf(li);
  const isForward = (key === "ArrowRight") !== (document.documentElement.dir === "rtl");
  switch (key) {
    case "ArrowDown": return list[at + 1];
    case "ArrowUp": return list[at - 1];
    case "Home": return list[0];
    case "End": return list[list.length - 1];
    case "ArrowLeft":
    case "ArrowRight": return neighbour(column, isForward ? 1 : -1);
    default: return undefined;
  }
}

function neighbour(column, way) {
  const columns = all("[data-column]");
  for (let at = columns.indexOf(column) + way; columns[at]; at += way) {
    const stop = one('[data-open][tabindex="0"]', columns[at]);
    if (stop) return stop.closest("[data-note]");
  }
  return undefined;
}

/* The clock: words that nobody hears every second */

function tick() {
  const line = one("[data-timer]");
  if (!line || stage() === "close") return;
  const left = Math.ceil((Number(line.dataset.timer) * 1000 - Date.now() - clockOffset) / 1000);
  const text = left > 0
    ? word("left_time", { time: `${String(Math.floor(left / 60)).padStart(2, "0")}:${String(left % 60).padStart(2, "0")}` })
    : word("time_up");
  if (line.textContent !== text) line.textContent = text;
  for (const minutes of [5, 1, 0]) speakTime(minutes, left);
}

function speakTime(minutes, left) {
  if (left > minutes * 60 || left < minutes * 60 - 5 || spoken.has(minutes)) return;
  spoken.add(minutes);
  announcer.say(minutes ? word("minutes_left", { count: minutes }) : word("time_up"));
}

/* Drafts, and leaving a device that others use */

function restoreDrafts() {
  for (const field of all("[data-draft]")) {
    const draft = store.get(`draft:${field.dataset.draft}`);
    if (draft && !field.value.trim()) field.value = draft;
  }
}

function keepDraft(event) {
  const name = event.target.dataset?.draft;
  if (!name) return;
  if (event.target.value) store.set(`draft:${name}`, event.target.value);
  else store.remove(`draft:${name}`);
}

function finish() {
  const count = outbox.all().length;
  if (count && !confirm(word("finish", { count }))) return;
  store.clear();
  isFinished = true;
  location.assign("/");
}

let isFinished = false;

document.addEventListener("submit", submit);
document.addEventListener("input", keepDraft);
root.addEventListener("click", (event) => {
  const link = event.target.closest("[data-open]");
  if (link && sheet && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    sheet.open(link.closest("[data-note]"));
  } else if (event.target.closest("[data-finish]")) finish();
});
root.addEventListener("keydown", boardKey);
root.addEventListener("focusin", (event) => {
  const li = event.target.closest("[data-note]");
  if (li) rove(opener(li));
});
root.addEventListener("focusout", (event) => {
  const li = event.target.closest("[data-note]");
  if (li) setTimeout(() => carryOut(li), 0);
});
addEventListener("beforeunload", (event) => {
  if (!isFinished && outbox.all().length) event.preventDefault();
});
addEventListener("storage", showStatus);
setInterval(tick, 1000);
restoreDrafts();
read();
showStatus();
tick();
root.dataset.ready = "yes";
