/**
 * Does the small piece of work that a form asks of guests while far more comes in than usual: finds a number that makes
 * the hash of the challenge begin with enough zero bits. Where it cannot, the form is sent without.
 */

const AT_ONCE = 256;
const LONGEST_WAIT = 20_000;
const encoder = new TextEncoder();

async function zeroBits(text) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(text)));
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? 8 * bytes.length : 8 * first + Math.clz32(bytes[first]) - 24;
}

async function solve(challenge, wanted) {
  for (let start = 0; ; start += AT_ONCE) {
    const numbers = Array.from({ length: AT_ONCE }, (_nothing, step) => start + step);
    const bits = await Promise.all(numbers.map((number) => zeroBits(`${challenge}:${number}`)));
    const found = bits.findIndex((each) => each >= wanted);
    if (found >= 0) return String(start + found);
  }
}

function work(field) {
  const form = field.form;
  const status = form.querySelector("[data-work-says]");
  let isDone = false;
  let sender = null;

  function done() {
    if (isDone) return;
    isDone = true;
    status.textContent = "";
    if (sender) form.requestSubmit(sender.button);
  }

  form.addEventListener(
    "submit",
    (event) => {
      if (isDone) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      sender = { button: event.submitter };
      status.textContent = status.dataset.workSays;
    },
    { capture: true },
  );
  setTimeout(done, LONGEST_WAIT);
  solve(field.dataset.work, Number(field.dataset.bits))
    .then((solution) => { field.value = solution; })
    .finally(done);
}

if (crypto.subtle) document.querySelectorAll("[data-work]").forEach(work);
