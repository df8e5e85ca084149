/** Keys of the moderator's queue. Each follows a link or goes to a field or button; they can be turned off. */

const OFF = "moderation-keys-off";
const help = document.querySelector("[data-key-help]");
const areOff = () => localStorage.getItem(OFF) === "1";

function show(button) {
  help.hidden = false;
  button.textContent = areOff() ? button.dataset.on : button.dataset.off;
}

function act(event) {
  const isTyping = event.target.matches("textarea, input:not([type=radio]), select");
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping || areOff()) return;
  const target = document.querySelector(`[data-keys~="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!target) return;
  event.preventDefault();
  if (target.matches("fieldset")) target.querySelector("input:checked, input").focus();
  else if (target.matches("button")) target.focus(); // one stray key publishes nothing: Enter does
  else target.click();
}

function toggle(event) {
  localStorage.setItem(OFF, areOff() ? "0" : "1");
  show(event.target);
}

if (help) {
  const button = help.querySelector("button");
  show(button);
  button.addEventListener("click", toggle);
  document.addEventListener("keydown", act);
}
