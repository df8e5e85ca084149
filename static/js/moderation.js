/** Keys of the moderator's queue. Each only does what a link or a button of the page does; they can be turned off. */

const OFF = "moderation-keys-off";
const help = document.querySelector("[data-key-help]");

function show() {
  const areOff = localStorage.getItem(OFF) === "1";
  help.hidden = false;
  help.querySelector("[data-keys-off]").hidden = areOff;
  help.querySelector("[data-keys-on]").hidden = !areOff;
}

function act(event) {
  const isTyping = event.target.matches("textarea, input:not([type=radio]), select");
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping || localStorage.getItem(OFF) === "1") return;
  const target = document.querySelector(`[data-keys~="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!target) return;
  event.preventDefault();
  if (target.matches("fieldset")) target.querySelector("input:checked, input").focus();
  else target.click();
}

if (help) {
  show();
  document.addEventListener("keydown", act);
  help.addEventListener("click", (event) => {
    if (!event.target.matches("button")) return;
    localStorage.setItem(OFF, event.target.matches("[data-keys-off]") ? "1" : "0");
    show();
    help.querySelector("button:not([hidden])").focus();
  });
}
