/**
 * The live board: what one does on it. Every form is a command that waits on the device until it is acknowledged; keys only
 * hurry; a new stage is the page again, put in place around what one is typing. How notes are shown is board-view.js, how
 * things get to the server and back is core.js.
 */

import { all, button, Connection, Drafts, goToField, newId, one, paragraph, Outbox, StatusLine, Store } from "./core.js";
import * as view from "./board-view.js";

const NUMBERS = new Set(["column", "note", "version", "before", "under", "minutes"]);
const PARTS = ["people", "stages", "now", "lead", "work", "part"];
const OPEN_STAGES = new Set(["reveal", "group", "discuss", "decide"]);
const GROUPING_STAGES = new Set(["group", "discuss"]);
const MARKING_STAGES = new Set(["vote", "decide"]);
const ACKNOWLEDGED = {
  add_note: "note_added", edit_note: "note_changed", remove_note: "note_removed", set_position: "position_kept",
};
const MOST_FOUND = 20;
const LONGEST_WAIT_FOR_A_PAGE = 400;
const BEFORE_ASKING_AGAIN = 3000;
const BETWEEN_STAGES = 1000;
const BETWEEN_PLACES = 300;
const STILL_WRITING = 5000;

const { announcer, root, shown, word } = view;
const store = new Store(`board:${root.dataset.board}:${root.dataset.viewer}:`);
const outbox = new Outbox(store);
const drafts = new Drafts(store);
let stageSentAt = 0;
let isFinished = false;

/** The window of one note. Moving comes first, by a list of places with a key for each; nothing needs a drag. */
class NoteSheet {
  /** The sheet of this page, or null in a browser without dialogs: there the link leads to the note's own page. */
  static find() {
    const dialog = one("[data-dialog]", root);
    return dialog && typeof dialog.showModal === "function" ? new NoteSheet(dialog) : null;
  }

  constructor(dialog) {
    this.dialog = dialog;
    this.number = null;
    this.title = this.part("title").textContent;
    dialog.addEventListener("click", (event) => this.pressed(event));
    dialog.addEventListener("keydown", (event) => this.key(event));
    dialog.addEventListener("close", () => this.closed());
    this.part("search").addEventListener("input", () => this.find());
  }

  get isOpen() {
    return this.dialog.open;
  }

  /** Looked up each time: the page may have been drawn anew, or the note may be gone. */
  get note() {
    return view.noteOf(this.number);
  }

  get column() {
    return view.columnOf(this.note);
  }

  part(name) {
    return one(`[data-dialog-${name}]`, this.dialog);
  }

  text() {
    return one(".note-text", this.note).textContent;
  }

  open(note, field = null) {
    this.number = Number(note.dataset.note);
    this.part("title").textContent = this.title.replace("{number}", this.number);
    this.part("text").textContent = this.text();
    this.part("by").textContent = all(":scope > :not([data-here]):not([aria-hidden])", one(".note-by", note)).map((each) => each.textContent).join(" · ");
    this.part("words").value = this.words = this.text();
    this.part("search").value = "";
    this.version = Number(note.dataset.version);
    this.choose();
    this.listMark();
    this.listColumns();
    this.find();
    this.dialog.showModal();
    this.dialog.scrollTop = 0;
    const wanted = field && one(field, this.dialog);
    (wanted && !wanted.closest("[hidden]") ? wanted : this.part("title")).focus();
  }

  /** Show what may be done with this note in this stage. */
  choose() {
    const { stage, leads } = root.dataset;
    const isOpen = OPEN_STAGES.has(stage);
    const isYours = this.note.classList.contains("note-yours");
    this.part("move").hidden = !isOpen;
    this.part("group").hidden = !GROUPING_STAGES.has(stage) || all("[data-note]", root).length < 2;
    this.part("mark").hidden = !MARKING_STAGES.has(stage);
    this.part("edit").hidden = !(isOpen && isYours);
    this.part("remove").hidden = !(isOpen && (isYours || leads === "yes"));
    this.part("out").hidden = !this.isGrouped();
    this.chooseSteps();
  }

  /** A step that leads nowhere is not offered. */
  chooseSteps() {
    const list = this.siblings();
    const isFirst = list[0] === this.note;
    const isLast = list[list.length - 1] === this.note;
    for (const each of all("[data-step]", this.dialog)) each.hidden = each.dataset.step === "down" ? isLast : isFirst;
    this.part("steps").hidden = this.isGrouped() || (isFirst && isLast);
  }

  siblings() {
    return all(":scope > [data-note]", this.note.parentNode);
  }

  isGrouped() {
    return this.note.parentNode.closest("[data-note]") !== null;
  }

  listMark() {
    if (this.part("mark").hidden) return;
    const isMarked = one("[data-mark]", this.note).dataset.mark === "on";
    const verb = isMarked ? "unmark" : "mark";
    const isSpent = !isMarked && view.marksLeft() === 0;
    const press = button(word(verb, { number: this.number }), () => this.act({ verb }), "btn");
    this.part("mark").replaceChildren(isSpent ? paragraph(word("marks_none")) : press);
  }

  listColumns() {
    const items = all("[data-column]", root).map((column, index) => {
      const isHere = column === this.column && !this.isGrouped();
      const values = { key: index + 1, column: column.dataset.title };
      const choice = button(word(isHere ? "here" : "move_to", values), () => this.move(column), "note-act");
      choice.disabled = isHere;
      return item(choice);
    });
    this.part("columns").replaceChildren(...items);
  }

  find() {
    const sought = this.part("search").value.trim().toLocaleLowerCase();
    const found = [];
    for (const note of all(".notes > [data-note]", root)) {
      const text = one(".note-text", note).textContent;
      if (note !== this.note && text.toLocaleLowerCase().includes(sought)) found.push([note, text]);
      if (found.length === MOST_FOUND) break;
    }
    this.part("none").hidden = found.length > 0;
    this.part("found").hidden = !found.length;
    this.part("found").replaceChildren(...found.map(([note, text]) => this.choice(Number(note.dataset.note), text)));
  }

  choice(under, text) {
    const label = word("under", { number: under, text: text.slice(0, 80) });
    return item(button(label, () => this.act({ verb: "group_note", under }), "note-act"));
  }

  act(command) {
    if (!isSure(command)) return;
    send({ note: this.number, ...command });
    this.dialog.close();
  }

  move(column, before = null) {
    this.act({ verb: "move_note", column: Number(column.dataset.column), before });
  }

  /** One step within the list: a note goes before another, or to the end. */
  step(way) {
    if (!this.note) return this.dialog.close();
    const list = this.siblings();
    const at = list.indexOf(this.note);
    const before = { top: list[0], up: list[Math.max(at - 1, 0)], down: list[at + 2] }[way];
    if (before === this.note || (way === "down" && at === list.length - 1)) this.dialog.close();
    else this.move(this.column, before ? Number(before.dataset.note) : null);
    return undefined;
  }

  pressed(event) {
    const data = event.target.closest("button")?.dataset;
    if (!data) return;
    if (data.step) this.step(data.step);
    else if ("ungroup" in data) this.act({ verb: "group_note", under: null });
    else if ("remove" in data) this.act({ verb: "remove_note" });
    else if ("save" in data) this.act({ verb: "edit_note", version: this.version, text: this.part("words").value });
    else if ("close" in data) this.dialog.close();
  }

  key(event) {
    if (event.target.matches("input, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    const choice = /^[1-9]$/.test(event.key) && all("button", this.part("columns"))[Number(event.key) - 1];
    if (!choice || choice.closest("[hidden]")) return;
    event.preventDefault();
    choice.click();
  }

  /** The stage has changed, or the note is gone: close, unless a text is being written here. */
  leave() {
    if (this.isOpen && (!this.isWriting || !this.note)) this.dialog.close();
  }

  get isWriting() {
    return !this.part("edit").hidden && this.part("words").value !== this.words;
  }

  closed() {
    const note = this.note;
    if (note) view.focusOn(note);
    else goToField();
    whereabouts.tell();
  }
}

function item(content) {
  const li = document.createElement("li");
  li.append(content);
  return li;
}

/* The page again: a new stage is drawn by the server and put in place around what one is typing. */

function refresh() {
  if (!refreshing) {
    refreshing = fetchPage().finally(() => {
      refreshing = null;
      view.goOn();
    });
  }
  return refreshing;
}

async function fetchPage() {
  const wait = root.dataset.leads === "yes" ? 0 : Math.random() * LONGEST_WAIT_FOR_A_PAGE;
  await new Promise((resolve) => setTimeout(resolve, wait));
  let answer;
  try {
    answer = await fetch(root.dataset.here, { cache: "no-store", credentials: "same-origin" });
  } catch {
    // The network is gone as well: the next connection begins with a page.
    isOutdated = true;
    return;
  }
  if (answer.status >= 500) {
    isOutdated = true;
    setTimeout(() => void refresh(), BEFORE_ASKING_AGAIN);
    return;
  }
  const fresh = one("[data-board]", new DOMParser().parseFromString(await answer.text(), "text/html"));
  if (fresh) adopt(fresh);
  else connection.end("ended");
}

let isOutdated = false;
let refreshing = null;

function adopt(fresh) {
  const focus = focusKey();
  const typed = typedTexts();
  const open = all("details[open]", root).map((each) => each.dataset.key);
  const isNew = fresh.dataset.stage !== view.stage();
  for (const name of PARTS) swap(name, fresh);
  swapComposer(fresh);
  root.dataset.stage = fresh.dataset.stage;
  Object.assign(shown, { head: Number(fresh.dataset.head), epoch: Number(fresh.dataset.epoch) });
  isOutdated = false;
  for (const each of all("details", root)) if (open.includes(each.dataset.key)) each.open = true;
  view.showAgain(isNew);
  restoreTexts(typed);
  restoreFocus(focus);
  drafts.restore();
  if (isNew) begin();
  else stageNews.follow();
  if (isNew || !sheet?.note) sheet?.leave();
  whereabouts.tell();
  clock.tick();
}

/** A new stage: it is said once, and what was said in the one before has been read. */
function begin() {
  clock.begin();
  outbox.dropRead(outbox.all().filter((entry) => entry.isOfThisStage));
  status.show();
  forgetKept();
  one("#main > [role=status]")?.remove();
  stageNews.tell();
  closeEmptyField();
  announcer.say(`${one("#now").textContent}. ${one("[data-announce]").textContent.trim()}`);
}

/** Who is further down the page does not see that the stage is new: a link in the bottom line leads to it. */
class StageNews {
  constructor() {
    this.link = one("[data-stage-news]");
    this.sight = new IntersectionObserver((seen) => this.look(seen[seen.length - 1].isIntersecting));
  }

  tell() {
    const title = one("#now");
    title.tabIndex = -1;
    this.link.textContent = title.textContent;
    this.sight.disconnect();
    this.sight.observe(title);
  }

  /** The page came again, and its title with it. */
  follow() {
    if (!this.link.hidden) this.tell();
  }

  look(isSeen) {
    this.link.hidden = isSeen;
    if (isSeen) this.sight.disconnect();
  }
}

/** Who leads has the field open where everybody writes; after that it would stand before the notes. */
function closeEmptyField() {
  const field = one("#composer details #text");
  if (!field || field.value.trim() || field === document.activeElement) return;
  field.closest("details").open = view.stage() === "write_alone";
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
    const position = unsentPosition(old);
    if (old) old.replaceWith(document.importNode(next, true));
    else one("[data-waiting]").before(document.importNode(next, true));
    if (position) goOnWith(position);
  } else if (old && one("textarea", old)?.value.trim()) keepText(old);
  else old?.remove();
}

function unsentPosition(composer) {
  if (composer?.dataset.command !== "set_position") return "";
  const field = one("textarea", composer);
  drafts.drop(field);
  return field.value === field.defaultValue ? "" : field.value.trim();
}

/** A position that was still being written when its stage ended: nothing takes it any more, so it goes on as a note. */
function goOnWith(text) {
  drafts.restore();
  const field = one("#text");
  field.value = [field.value, text].filter(Boolean).join("\n");
  drafts.keep(field);
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

/** Where the focus is within what is about to be replaced, and where the caret stands in it. */
function focusKey() {
  const active = document.activeElement;
  if (!active || !PARTS.some((name) => active.closest(`[data-part="${name}"]`))) return null;
  const caret = active.matches("textarea") ? [active.selectionStart, active.selectionEnd] : null;
  return { selector: selectorOf(active), caret };
}

function selectorOf(active) {
  if (active.id) return `#${CSS.escape(active.id)}`;
  if (active.dataset.focus) return `[data-focus="${active.dataset.focus}"]`;
  const note = active.closest("[data-note]");
  return note ? `#${note.id} ${active.dataset.mark ? "[data-mark]" : "[data-open]"}` : "#now";
}

function restoreFocus(key) {
  if (!key) return;
  const target = one(key.selector, root) ?? one("#now");
  if (target.id === "now") target.tabIndex = -1;
  const note = target.closest("[data-note]");
  if (note) view.rove(note);
  target.focus({ preventScroll: true });
  if (key.caret && target.matches("textarea")) target.setSelectionRange(...key.caret);
}

/* Sending: every form is a command; it waits in the outbox until it is acknowledged. */

function submit(event) {
  if (event.target.closest("[data-finish]")) finish(event);
  const form = event.target.closest("[data-command]");
  if (!form || event.defaultPrevented) return undefined;
  event.preventDefault();
  if (event.submitter?.getAttribute("aria-disabled") === "true") return announcer.say(word("marks_none"));
  const command = commandOf(form, event.submitter);
  const isOnward = command.verb === "set_stage" && !("undo" in form.dataset);
  if (!isSure(command) || (isOnward && !isFirstPress())) return undefined;
  send(command);
  if (command.verb === "add_note" || command.verb === "set_position") clearComposer(form);
  return undefined;
}

/** A second press of the same finger must not skip a stage. */
function isFirstPress() {
  const isFirst = Date.now() - stageSentAt >= BETWEEN_STAGES;
  if (isFirst) stageSentAt = Date.now();
  return isFirst;
}

/** A note that is removed does not come back, nor does a workshop that is closed, and their buttons lie next to others. */
function isSure({ verb, stage }) {
  if (verb === "remove_note") return confirm(word("remove"));
  return stage !== "close" || confirm(word("close"));
}

function commandOf(form, submitter) {
  const command = { verb: "" };
  const fields = [...new FormData(form)];
  if (submitter?.name) fields.push([submitter.name, submitter.value]);
  for (const [name, value] of fields) {
    if (name === "csrfmiddlewaretoken" || name === "op_id") continue;
    if (NUMBERS.has(name)) command[name] = value === "" ? null : Number(value);
    else command[name] = value.replace(/\r\n/g, "\n");
  }
  return command;
}

function send(said) {
  const command = { op_id: newId(), ...said };
  forgetKept();
  outbox.dropRead();
  outbox.put({ command, at: Date.now() });
  view.expect(command);
  connection.send([command]);
  status.show();
}

function clearComposer(form) {
  const field = one("textarea", form);
  drafts.drop(field);
  if (form.dataset.command === "set_position") field.defaultValue = field.value;
  else field.value = "";
  field.focus();
  whereabouts.stopWriting();
}

function acknowledged(id) {
  const entry = outbox.get(id);
  outbox.drop(id);
  status.show();
  if (!entry) return;
  const { verb, note } = entry.command;
  if (verb === "mark" || verb === "unmark") {
    view.setMark(note, verb === "mark");
    announcer.say(word(verb === "mark" ? "marked" : "unmarked", { number: note, left: view.marksLeft() }));
  } else if (ACKNOWLEDGED[verb]) kept(verb === "add_note" && view.isSealed() ? "note_kept" : ACKNOWLEDGED[verb]);
}

/** Said, and also written until one does the next thing: at the notes one has written alone, or at the writing field. */
function kept(name) {
  announcer.say(word(name));
  const isAtNotes = name === "note_changed" || name === "note_removed";
  const line = (isAtNotes && one("[data-kept-own]", root)) || one("[data-kept-here]", root);
  const now = new Date();
  const time = clockOf(now.getHours() * 60 + now.getMinutes());
  if (line) line.textContent = name === "position_kept" ? word("kept_at", { time }) : word(name);
}

function forgetKept() {
  for (const line of all("[data-kept]", root)) line.textContent = "";
}

/** A refusal is never silent: it stays on the page with what was written until its author has seen it. */
function refused(frame) {
  const entry = outbox.get(frame.op_id);
  if (!entry) return;
  view.expectNothing(entry.command.note);
  outbox.put({ ...entry, sentence: frame.sentence, newest: frame.newest ?? null, isOfThisStage: !refreshing });
  status.show();
  announcer.say(frame.sentence);
}

/* Frames of the server */

const FRAMES = {
  hello(frame) {
    status.isDelayed = false;
    if (isOutdated || frame.stage !== view.stage() || frame.epoch !== shown.epoch) void refresh();
    connection.send(outbox.all().filter((entry) => !entry.sentence).map((entry) => entry.command));
    whereabouts.tellAnew();
  },
  ops: (frame) => view.receive(frame.ops),
  yours: (frame) => view.learnOwn(frame),
  own: (frame) => refreshing ? refreshing.then(() => view.showOwn(frame)) : view.showOwn(frame),
  ack: (frame) => acknowledged(frame.op_id),
  refused: (frame) => refused(frame),
  head: (frame) => view.compare(frame.seq),
  resync: () => void refresh(),
  presence: (frame) => whereabouts.isHidden || view.learnPresence(frame),
  delayed(frame) {
    status.isDelayed = frame.on;
    status.show();
  },
  reconnect: (frame) => connection.spread(frame.jitter),
  error: (frame) => announcer.say(frame.sentence),
};

function address() {
  const found = new URL(root.dataset.socket, location.href);
  found.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  found.search = `since=${shown.head}`;
  return found.href;
}

function connectionChanged() {
  status.show();
  if (connection.state !== "open") view.forgetPresence();
}

/* Where one is: others are told at which note and whether one writes, unless it is nobody's business. */

class Whereabouts {
  constructor() {
    this.isHidden = store.get("hidden") === "yes";
    this.wroteAt = 0;
    this.wroteIn = null;
    this.told = "";
    this.timer = 0;
    this.place = { note: null, writing: false };
    this.button = one("[data-hide]");
    this.showHidden();
  }

  /** Where one is now. In sealed stages nowhere, and the server would not tell anybody either. */
  find() {
    if (document.hidden || view.isSealed()) return { note: null, writing: false };
    const li = sheet?.isOpen ? sheet.note : document.activeElement?.closest("[data-note]");
    const note = li?.dataset.note ? Number(li.dataset.note) : null;
    return { note, writing: note === this.wroteIn && Date.now() - this.wroteAt < STILL_WRITING };
  }

  tell() {
    if (root.dataset.presence !== "yes" || this.timer) return;
    this.timer = setTimeout(() => this.tellNow(), BETWEEN_PLACES);
  }

  tellNow() {
    this.timer = 0;
    this.place = this.find();
    const said = this.isHidden ? { t: "here", hidden: true } : { t: "here", ...this.place };
    const text = JSON.stringify(said);
    if (text === this.told || connection.state !== "open") return;
    this.told = text;
    connection.say(said);
  }

  /** A new connection knows nothing yet, except that whoever says nothing is nowhere. */
  tellAnew() {
    this.told = JSON.stringify({ t: "here", note: null, writing: false });
    this.tell();
  }

  writes() {
    this.wroteAt = Date.now();
    this.wroteIn = this.find().note;
    this.tell();
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.tell(), STILL_WRITING);
  }

  stopWriting() {
    this.wroteAt = 0;
    this.tell();
  }

  hide() {
    this.isHidden = !this.isHidden;
    store.set("hidden", this.isHidden ? "yes" : "no");
    this.showHidden();
    if (this.isHidden) view.forgetPresence();
    this.tell();
  }

  showHidden() {
    if (this.button) this.button.textContent = this.isHidden ? word("show_me") : word("hide_me");
  }
}

/* Keys on a note. They only hurry: every one of them is a visible button or link as well. */

function boardKey(event) {
  const li = event.target.closest("[data-note]");
  if (!li || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = destination(event.key, li);
  const pressed = SHORTCUTS[letterOf(event)];
  if (!target && !pressed) return;
  event.preventDefault();
  if (target) view.focusOn(target);
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
  const column = view.columnOf(li);
  const list = view.notesIn(column);
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

class Clock {
  constructor() {
    this.offset = Number(root.dataset.now) * 1000 - Date.now();
    this.spoken = new Set();
    setInterval(() => this.tick(), 1000);
  }

  begin() {
    this.spoken.clear();
  }

  tick() {
    this.tickUndo();
    const line = one("[data-timer]");
    if (!line || view.stage() === "close") return;
    const left = this.secondsTo(line.dataset.timer);
    const text = left > 0 ? word("left_time", { time: clockOf(left) }) : word("time_up");
    if (line.textContent !== text) line.textContent = text;
    for (const minutes of [5, 1, 0]) this.speak(minutes, left - minutes * 60);
  }

  /** A stage can be taken back for some seconds only. Who is at the button then goes on at the next one. */
  tickUndo() {
    const form = one("[data-undo]");
    if (!form || this.secondsTo(form.dataset.undo) > 0) return;
    const hadFocus = form.contains(document.activeElement);
    form.remove();
    if (hadFocus) one("[data-focus=next]").focus();
  }

  secondsTo(moment) {
    return Math.ceil((Number(moment) * 1000 - Date.now() - this.offset) / 1000);
  }

  /** Once when so many minutes are left; again if there was more time in between. */
  speak(minutes, left) {
    if (left > 0) this.spoken.delete(minutes);
    if (left > 0 || left < -5 || this.spoken.has(minutes)) return;
    this.spoken.add(minutes);
    announcer.say(minutes ? word("minutes_left", { count: minutes }) : word("time_up"));
  }
}

/** Two numbers of two digits: minutes and seconds, or hours and minutes. */
function clockOf(count) {
  return [Math.floor(count / 60), count % 60].map((each) => String(each).padStart(2, "0")).join(":");
}

/** Leave a device that others use: what the page keeps here goes first, then the form gives up the seat. */
function finish(event) {
  const count = outbox.all().length;
  isFinished = !count || confirm(word("finish", { count }));
  if (isFinished) store.clear();
  else event.preventDefault();
}

function clicked(event) {
  const link = event.target.closest("[data-open]");
  if (link && sheet && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    sheet.open(link.closest("[data-note]"));
  } else if (event.target.closest("[data-hide]")) whereabouts.hide();
}

function focused(event) {
  const li = event.target.closest("[data-note]");
  if (li) view.rove(li);
  whereabouts.tell();
}

function unfocused(event) {
  const li = event.target.closest("[data-note]");
  if (li) setTimeout(() => view.release(li), 0);
  whereabouts.tell();
}

function typed(event) {
  if (event.target.dataset.draft) drafts.keep(event.target);
  if (event.target.matches("textarea")) whereabouts.writes();
}

const sheet = NoteSheet.find();
const whereabouts = new Whereabouts();
const stageNews = new StageNews();
const clock = new Clock();
const status = new StatusLine({ word, send, outbox, connection: () => connection, say: (text) => announcer.say(text) });
const connection = new Connection({ address, heard: (frame) => FRAMES[frame.t]?.(frame), changed: connectionChanged });

document.addEventListener("submit", submit);
document.addEventListener("input", typed);
document.addEventListener("visibilitychange", () => whereabouts.tell());
root.addEventListener("click", clicked);
root.addEventListener("keydown", boardKey);
root.addEventListener("focusin", focused);
root.addEventListener("focusout", unfocused);
addEventListener("beforeunload", (event) => {
  if (!isFinished && outbox.all().length) event.preventDefault();
});
drafts.restore();
view.show({
  send,
  refresh,
  isRefreshing: () => refreshing !== null,
  isHeld: (note) => note.contains(document.activeElement) || Boolean(sheet?.isOpen && sheet.note === note),
  place: () => whereabouts.place,
  again: () => connection.again(),
});
status.show();
clock.tick();
root.dataset.ready = "yes";
