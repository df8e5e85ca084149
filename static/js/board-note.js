/** The window of one note. Moving comes first, by a list of places with a key for each; nothing needs a drag. */

import { all, button, one } from "./core.js";

const OPEN_STAGES = new Set(["reveal", "group", "discuss", "decide"]);
const GROUPING_STAGES = new Set(["group", "discuss"]);
const MARKING_STAGES = new Set(["vote", "decide"]);
const MOST_FOUND = 20;

export class NoteSheet {
  /** The sheet of this page, or null in a browser without dialogs: there the link leads to the note's own page. */
  static find(root, hooks) {
    const dialog = one("[data-dialog]", root);
    return dialog && typeof dialog.showModal === "function" ? new NoteSheet(root, dialog, hooks) : null;
  }

  /** @param {{word: Function, send: (command: object) => void, focusOn: (note: Element) => void}} hooks */
  constructor(root, dialog, hooks) {
    this.root = root;
    this.dialog = dialog;
    this.hooks = hooks;
    this.note = null;
    this.title = this.part("title").textContent;
    dialog.addEventListener("click", (event) => this.pressed(event));
    dialog.addEventListener("keydown", (event) => this.key(event));
    dialog.addEventListener("close", () => this.note?.isConnected && hooks.focusOn(this.note));
    this.part("search").addEventListener("input", () => this.find());
  }

  get isOpen() {
    return this.dialog.open;
  }

  get number() {
    return Number(this.note.dataset.note);
  }

  get column() {
    return this.note.closest("[data-column]");
  }

  part(name) {
    return one(`[data-dialog-${name}]`, this.dialog);
  }

  text() {
    return one(".note-text", this.note).textContent;
  }

  open(note, field = null) {
    this.note = note;
    this.part("title").textContent = this.title.replace("{number}", this.number);
    this.part("text").textContent = this.text();
    this.part("by").textContent = one(".note-by", note).textContent;
    this.part("words").value = this.text();
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
    const { stage, leads } = this.root.dataset;
    const isOpen = OPEN_STAGES.has(stage);
    const isYours = this.note.classList.contains("note-yours");
    this.part("move").hidden = !isOpen;
    this.part("group").hidden = !GROUPING_STAGES.has(stage);
    this.part("mark").hidden = !MARKING_STAGES.has(stage);
    this.part("edit").hidden = !(isOpen && isYours);
    this.part("remove").hidden = !(isOpen && (isYours || leads === "yes"));
    this.part("out").hidden = !this.isGrouped();
    this.part("steps").hidden = this.isGrouped();
  }

  isGrouped() {
    return this.note.parentNode.closest("[data-note]") !== null;
  }

  listMark() {
    if (this.part("mark").hidden) return;
    const isMarked = one("[data-mark]", this.note).dataset.mark === "on";
    const text = this.hooks.word(isMarked ? "unmark" : "mark", { number: this.number });
    this.part("mark").replaceChildren(button(text, () => this.act({ verb: isMarked ? "unmark" : "mark" }), "btn"));
  }

  listColumns() {
    const items = all("[data-column]", this.root).map((column, index) => {
      const isHere = column === this.column && !this.isGrouped();
      const values = { key: index + 1, column: column.dataset.title };
      const choice = button(this.hooks.word(isHere ? "here" : "move_to", values), () => this.move(column), "note-act");
      choice.disabled = isHere;
      return item(choice);
    });
    this.part("columns").replaceChildren(...items);
  }

  find() {
    const sought = this.part("search").value.trim().toLocaleLowerCase();
    const others = all(".notes > [data-note]", this.root).filter((note) => note !== this.note);
    const found = others.filter((note) => one(".note-text", note).textContent.toLocaleLowerCase().includes(sought));
    const items = found.slice(0, MOST_FOUND).map((note) => {
      const values = { number: note.dataset.note, text: one(".note-text", note).textContent.slice(0, 80) };
      const under = Number(note.dataset.note);
      return item(button(this.hooks.word("under", values), () => this.act({ verb: "group_note", under }), "note-act"));
    });
    this.part("found").replaceChildren(...items);
  }

  act(command) {
    this.hooks.send({ note: this.number, ...command });
    this.dialog.close();
  }

  move(column, before = null) {
    this.act({ verb: "move_note", column: Number(column.dataset.column), before });
  }

  /** One step within the list: a note goes before another, or to the end. */
  step(way) {
    const list = all(":scope > [data-note]", this.note.parentNode);
    const at = list.indexOf(this.note);
    const before = { top: list[0], up: list[Math.max(at - 1, 0)], down: list[at + 2] }[way];
    if (before === this.note || (way === "down" && at === list.length - 1)) this.dialog.close();
    else this.move(this.column, before ? Number(before.dataset.note) : null);
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

  /** The stage has changed: close, unless a text is being written here. */
  leave() {
    if (this.isOpen && this.part("words").value === this.text()) this.dialog.close();
  }
}

function item(content) {
  const li = document.createElement("li");
  li.append(content);
  return li;
}
