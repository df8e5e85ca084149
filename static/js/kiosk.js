/**
 * A device that people use one after the other: when nobody has touched it for a while, it goes back to its first page,
 * and there nothing is left of the last person. It says so before, and any touch or key puts it off.
 */

const SILENCE = 90_000;
const NOTICE = 15_000;

const next = document.querySelector("[data-kiosk-next]");
const warning = document.querySelector("[data-kiosk-warning]");
const isFirst = next.pathname === location.pathname;
let noticed;
let finished;

function wait() {
  warning.hidden = true;
  warning.textContent = "";
  clearTimeout(noticed);
  clearTimeout(finished);
  noticed = setTimeout(warn, SILENCE - NOTICE);
  finished = setTimeout(finish, SILENCE);
}

function warn() {
  if (isFirst) return;
  warning.textContent = warning.dataset.text;
  warning.hidden = false;
}

function finish() {
  location.replace(next.href);
}

/** What pages keep on a device is kept for one person. */
function forget() {
  try {
    localStorage.clear();
    sessionStorage.clear();
  } catch {
    // where storing is forbidden nothing is stored
  }
}

if (isFirst) forget();
for (const touch of ["pointerdown", "keydown", "input", "wheel"]) addEventListener(touch, wait, { passive: true });
addEventListener("pageshow", (event) => event.persisted && location.reload());
wait();
