/**
 * What the page shows of a board: notes in their columns, marks, what is one's own, who is here. What others do is patched
 * into the lists, at most five times a second, and nothing moves under the hands of who is there.
 */

import { all, Announcer, button, goToField, one, wordsOf } from "./core.js";

const FLUSH = 200;
const SEALED = new Set(["write_alone", "first_position", "vote"]);
const WHOLE_PAGE = new Set(["stage_set", "notes_revealed", "marks_revealed", "positions_revealed"]);
const MARKS = new Set(["mark_added", "mark_removed"]);
const PLACES = new Set(["note_moved", "note_grouped"]);
const EXPECTED = {
  move_note: "note_moved", group_note: "note_grouped", edit_note: "note_edited", remove_note: "note_removed",
};
const NEWS = { note_moved: "moved_by_other", note_removed: "removed_by_other", note_grouped: "grouped_by_other" };

export const root = one("[data-board]");
export const word = wordsOf(one("[data-words]"));
export const announcer = new Announcer(one("[data-live]"), (counts) =>
  word("news", { added: counts.added ?? 0, moved: counts.moved ?? 0, other: counts.other ?? 0 }));
/** Up to where the log is shown here. */
export const shown = { head: Number(root.dataset.head), epoch: Number(root.dataset.epoch) };

const notes = new Map();
const expected = new Map();
const deferred = new Map();
const presence = { here: 0, writing: 0, notes: new Map(), changed: new Set() };
// What of the board is one's own. Others are sent the same operations, so these come apart.
const own = { notes: new Set(), marks: new Set(), ops: new Set() };
let hooks;
let queue = [];
let flushTimer = 0;

/**
 * @param {{send: (command: object) => void, refresh: () => void, isRefreshing: () => boolean, again: () => void,
 *   isHeld: (note: Element) => boolean, place: () => {note: number|null, writing: boolean}}} given
 */
export function show(given) {
  hooks = given;
  read();
}

/** The lists are new, drawn by the server: read them, and forget what waited for the old ones. */
export function showAgain(isNewStage) {
  deferred.clear();
  if (isNewStage) expected.clear();
  if (isNewStage) presence.notes.clear();
  for (const number of presence.notes.keys()) presence.changed.add(number);
  read();
}

/** Go on where the flush stopped to wait for a page. */
export function goOn() {
  if (queue.length || presence.changed.size) plan();
}

export function stage() {
  return root.dataset.stage;
}

export function isSealed() {
  return SEALED.has(stage());
}

export function noteOf(number) {
  return notes.get(number);
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

export function columnOf(element) {
  return element.closest("[data-column]");
}

export function notesIn(column) {
  return all("[data-note]", column);
}

function opener(note) {
  return one("[data-open]", note);
}

function read() {
  notes.clear();
  for (const note of all("[data-note]", one("#work"))) notes.set(Number(note.dataset.note), note);
  for (const act of all("[data-note] .note-act")) act.tabIndex = -1;
  for (const column of all("[data-column]")) {
    keepStop(column);
    column.dataset.unseen = Number(one("[data-count-of]", column).textContent) - notesIn(column).length;
  }
  for (const each of all("[data-script]")) each.hidden = false;
  for (const each of all("[data-still]")) each.remove();
  for (const more of all("[data-more]")) offerRest(more);
}

function keepStop(column) {
  if (one('[data-open][tabindex="0"]', column)) return;
  const first = one("[data-open]", column);
  if (first) first.tabIndex = 0;
}

export function rove(note) {
  const link = opener(note);
  for (const each of all('[data-open][tabindex="0"]', columnOf(link))) each.tabIndex = -1;
  link.tabIndex = 0;
}

export function focusOn(note) {
  rove(note);
  opener(note).focus();
}

/* What others and oneself did: a queue and one flush. */

export function receive(ops) {
  queue.push(...ops);
  plan();
}

function plan() {
  if (!flushTimer) flushTimer = setTimeout(flush, FLUSH);
}

function flush() {
  flushTimer = 0;
  if (hooks.isRefreshing()) return;
  const ops = queue.filter((op) => op.seq > shown.head).sort((a, b) => a.seq - b.seq);
  queue = [];
  const touched = new Set();
  for (const op of ops) {
    if (op.seq > shown.head + 1) return void hooks.refresh();
    shown.head = op.seq;
    if (WHOLE_PAGE.has(op.kind)) return void hooks.refresh();
    apply(op, touched);
  }
  tidy(touched);
  showPresence();
}

/** The log ends there; what is in the queue is on its way to the lists. */
export function compare(head) {
  if (head > shown.head && !queue.length) void hooks.refresh();
}

function apply(op, touched) {
  if (op.kind === "stage_extended") return showEnd(op.ends_at);
  const number = Number(op.note?.number ?? op.note);
  const li = notes.get(number);
  if (op.kind === "note_added") return li || !op.note ? undefined : arrive(op.note, touched);
  if (!li) return undefined;
  const isOwn = isExpected(number, op.kind);
  if (isOwn) overtake(li, op.kind);
  if (!isOwn && !MARKS.has(op.kind) && hooks.isHeld(li)) return defer(number, li, op);
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
  else if (marksLeft() === 0) showSpent(li, true);
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
  if (op.kind === "note_edited" || op.kind === "redacted") return op.note?.text === undefined ? hooks.refresh() : write(li, op.note);
  if (op.kind === "note_removed") return remove(li, touched);
  if (MARKS.has(op.kind)) return recountMarks(li, op);
  if (!PLACES.has(op.kind)) return hooks.refresh();
  const hadFocus = li.contains(document.activeElement);
  place(li, op, touched);
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
  if (from !== column) for (const stop of all('[data-open][tabindex="0"]', li)) stop.tabIndex = -1;
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

function remove(li, touched) {
  touched.add(columnOf(li));
  if (li.contains(document.activeElement)) leave(li);
  notes.delete(Number(li.dataset.note));
  li.remove();
}

/** Focus goes to the neighbour of a note that goes away, or to the writing field. */
function leave(li) {
  const list = notesIn(columnOf(li));
  const at = list.indexOf(li);
  const next = list[at + 1] ?? list[at - 1];
  if (next) focusOn(next);
  else goToField();
}

/** After a flush: columns say how many notes they have, and no empty group is left. */
function tidy(touched) {
  for (const column of touched) {
    for (const group of all(".note-group", column)) if (!group.childElementCount) group.remove();
    const count = notesIn(column).length + Number(column.dataset.unseen);
    for (const each of all(`[data-count-of="${column.dataset.column}"]`)) each.textContent = count;
    one("[data-empty]", column).hidden = count > 0;
    keepStop(column);
  }
}

function announcePlace(op, li) {
  const list = all(":scope > [data-note]", li.parentNode);
  const number = li.dataset.note;
  if (op.kind === "note_moved") {
    const position = list.indexOf(li) + 1;
    announcer.say(word("moved", { column: columnOf(li).dataset.title, position, count: list.length }));
  } else if (op.under) announcer.say(word("note_grouped", { number, under: op.under }));
  else announcer.say(word("note_ungrouped", { number }));
}

/* Another person's change to the note one is at: say it there, and carry it out when one leaves or asks for it. */

function defer(number, li, op) {
  deferred.set(number, [...(deferred.get(number) ?? []), op]);
  if (!NEWS[op.kind] || (op.kind === "note_grouped" && !op.under)) return;
  const column = one(`[data-column="${op.column}"]`)?.dataset.title;
  const text = document.createElement("span");
  text.textContent = word(NEWS[op.kind], { column, under: op.under });
  const news = newsOf(li) ?? document.createElement("p");
  news.className = "note-news";
  news.replaceChildren(text);
  if (PLACES.has(op.kind)) {
    news.append(button(word("show_there"), () => showThere(li, op), "note-act"));
    news.append(button(word("keep_here"), () => keepHere(number, li), "note-act"));
  }
  one(":scope > .note-acts", li).after(news);
  announcer.say(text.textContent);
}

function newsOf(li) {
  return one(":scope > .note-news", li);
}

function carryOut(li) {
  const number = Number(li.dataset.note);
  const ops = deferred.get(number) ?? [];
  deferred.delete(number);
  const touched = new Set();
  if (newsOf(li)?.contains(document.activeElement)) focusOn(li);
  newsOf(li)?.remove();
  for (const op of ops) if (notes.has(number)) change(op, li, false, touched);
  tidy(touched);
}

function showThere(li, op) {
  carryOut(li);
  announcePlace(op, li);
}

/** One's own change came after those that still wait here, so these are over. */
function overtake(li, kind) {
  const number = Number(li.dataset.note);
  if (!deferred.has(number)) return;
  const isOver = (op) => (PLACES.has(kind) ? PLACES.has(op.kind) : op.kind === kind);
  deferred.set(number, deferred.get(number).filter((op) => !isOver(op)));
  if (!deferred.get(number).length) carryOut(li);
}

/** Where nobody is at a note any more, or at one it stands under, what waited for that happens now. */
export function release(li) {
  const left = [];
  for (let note = li; note; note = note.parentNode?.closest("[data-note]")) left.push(note);
  for (const note of left) if (deferred.has(Number(note.dataset.note)) && !hooks.isHeld(note)) carryOut(note);
}

/** Put it back for everybody to where one sees it. */
function keepHere(number, li) {
  const leader = li.parentNode.closest("[data-note]");
  const follower = li.nextElementSibling;
  deferred.set(number, deferred.get(number).filter((op) => !PLACES.has(op.kind)));
  carryOut(li);
  if (leader) hooks.send({ verb: "group_note", note: number, under: Number(leader.dataset.note) });
  else hooks.send({
    verb: "move_note",
    note: number,
    column: Number(columnOf(li).dataset.column),
    before: follower ? Number(follower.dataset.note) : null,
  });
}

function isExpected(number, kind) {
  const kinds = expected.get(number);
  return kinds ? kinds.delete(kind) : false;
}

/** A command of one's own is on its way: its operation will find nobody in the way. */
export function expect(command) {
  const kind = EXPECTED[command.verb];
  if (kind) expected.set(command.note, (expected.get(command.note) ?? new Set()).add(kind));
}

export function expectNothing(number) {
  expected.delete(number);
}

/* The clock */

function showEnd(endsAt) {
  for (const form of all("[data-extend]")) form.hidden = false;
  let line = one("[data-timer]");
  if (!line) {
    line = document.createElement("p");
    line.className = "timer";
    one('[data-part="now"]').append(line);
  }
  line.dataset.timer = Date.parse(endsAt) / 1000;
}

/* Marks */

function recountMarks(li, op) {
  for (const line of all("[data-recount]")) line.hidden = false;
  if (own.ops.has(op.seq)) setMark(Number(li.dataset.note), op.kind === "mark_added");
  const by = one(".note-by", li);
  one("[data-marks]", by)?.remove();
  if (op.marks) one("[data-author]", by).after(" ", tag(word("marks", { count: op.marks }), "marks"));
}

export function marksLeft() {
  const line = one("[data-marks-left]");
  return line ? Number(line.dataset.marksLeft) : null;
}

function showMarksLeft(left) {
  const line = one("[data-marks-left]");
  if (!line) return;
  line.dataset.marksLeft = left;
  line.textContent = left ? word("marks_left", { count: left }) : word("marks_none");
  showSpent(one("#work"), left === 0);
}

/** With no mark left the buttons say so, and can still be reached. */
function showSpent(within, isSpent) {
  for (const each of all('[data-mark="off"]', within)) {
    if (isSpent) each.setAttribute("aria-disabled", "true");
    else each.removeAttribute("aria-disabled");
    one("[data-mark-word]", each).textContent = word(isSpent ? "no_marks" : "mark_it");
  }
}

export function setMark(number, isMarked) {
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

export function learnOwn(frame) {
  for (const number of frame.notes) own.notes.add(number);
  for (const seq of frame.ops) own.ops.add(seq);
}

export function showOwn(frame) {
  own.notes = new Set(frame.notes);
  own.marks = new Set(frame.marks);
  if (stage() === "write_alone") showOwnNotes(frame.entries);
  else if (stage() === "first_position" && root.dataset.leads !== "yes") showPosition(frame.entries[frame.entries.length - 1]?.text);
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
  if (hadFocus) one("#mine").focus();
}

function showOwnNote(list, entry) {
  let li = one(`[data-own-entry="${entry.number}"]`, list);
  if (!li) list.prepend((li = template("own", entry.number)));
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
  const section = one("[data-own-position]");
  section.hidden = !text;
  one(".slip", section).textContent = text ?? "";
  one("#composer .btn").textContent = word(text ? "change_position" : "keep_position");
}

/* Who is here: numbers in the text of the page, which nothing reads out and which move nothing. */

export function learnPresence(frame) {
  presence.here = frame.here;
  presence.writing = frame.writing;
  if (frame.all) forgetPlaces();
  for (const [number, people, writing] of frame.notes) {
    presence.changed.add(number);
    presence.notes.set(number, { people, writing });
  }
  plan();
}

/** Nobody is known to be anywhere: the connection is gone, or one does not look. */
export function forgetPresence() {
  presence.here = presence.writing = 0;
  forgetPlaces();
  plan();
}

function forgetPlaces() {
  for (const number of presence.notes.keys()) presence.changed.add(number);
  presence.notes.clear();
}

function showPresence() {
  const mine = hooks.place();
  const line = one("[data-here-now]");
  const writing = Math.max(presence.writing - Number(mine.writing), 0);
  const text = presence.here ? word(writing ? "here_writing" : "here_now", { count: presence.here, writing }) : "";
  if (line && line.textContent !== text) line.textContent = text;
  showJoined();
  for (const number of presence.changed) if (notes.has(number)) showPlace(number, mine);
  presence.changed.clear();
}

/** The page knows how many had joined when it was drawn; those who are here have joined too. */
function showJoined() {
  const line = one("[data-joined]");
  if (presence.here <= Number(line.dataset.joined)) return;
  line.dataset.joined = presence.here;
  line.textContent = word("joined", { count: presence.here });
}

function showPlace(number, mine) {
  const by = one(":scope > .note-by", notes.get(number));
  const text = placeText(presence.notes.get(number), mine.note === number ? mine : null);
  const line = one("[data-here]", by);
  if (!text) return line?.remove();
  if (line) line.textContent = text;
  else by.append(tagOfPlace(text));
  return undefined;
}

function placeText(there, mine) {
  const people = (there?.people ?? 0) - (mine ? 1 : 0);
  const writing = (there?.writing ?? 0) - Number(mine?.writing ?? false);
  if (people < 1) return "";
  if (people > 1) return word(writing > 0 ? "others_writing" : "others_here", { count: people, writing });
  return word(writing > 0 ? "someone_writing" : "someone_here");
}

function tagOfPlace(text) {
  const line = document.createElement("span");
  line.className = "note-here";
  line.dataset.here = "";
  line.textContent = text;
  return line;
}

/** The page carries the first hundred notes of a column; the rest comes when somebody asks for it. */
function offerRest(more) {
  more.replaceChildren(button(word("show_rest", { count: more.dataset.more }), () => void showRest(columnOf(more))));
}

/** Who asked goes on at the first note that was not there before. */
async function showRest(asked) {
  const answer = await fetch(root.dataset.state, { cache: "no-store", credentials: "same-origin" });
  if (!answer.ok) return void hooks.refresh();
  const state = await answer.json();
  const touched = new Set(all("[data-column]"));
  const missing = state.notes.filter((shape) => !notes.has(shape.number));
  const first = missing.find((shape) => !shape.under && shape.column === Number(asked.dataset.column));
  for (const more of all("[data-more]")) more.remove();
  for (const column of touched) column.dataset.unseen = 0;
  // From the end, so that the note to stand before is there; what is grouped comes after what it stands under.
  for (const shape of missing.filter((each) => !each.under).reverse()) add(shape, touched);
  for (const shape of missing.filter((each) => each.under)) add(shape, touched);
  tidy(touched);
  if (first) focusOn(notes.get(first.number));
  // The state may be a moment old: what happened since is told again, and is the same the second time.
  if (state.head < shown.head) {
    shown.head = state.head;
    hooks.again();
  }
  return undefined;
}
