/**
 * The lobby of a workshop: how many people have joined, counted again every few seconds while somebody looks at the page.
 * Without it, or where the server does not answer, a link counts again.
 */

const BETWEEN_COUNTS = 5000;

const line = document.querySelector("[data-count]");
const again = document.querySelector("[data-count-again]");
const printing = document.querySelector("[data-print]");

/** Whoever is signed out meanwhile is led to another page, and the link stays. */
async function count() {
  try {
    const answer = await fetch(line.dataset.count, { cache: "no-store", credentials: "same-origin" });
    again.hidden = answer.ok && !answer.redirected;
    if (again.hidden) show((await answer.json()).sentence);
  } catch {
    again.hidden = false;
  }
}

function show(sentence) {
  if (line.textContent !== sentence) line.textContent = sentence;
}

function countWhereSomebodyLooks() {
  if (!document.hidden) void count();
}

if (line) {
  setInterval(countWhereSomebodyLooks, BETWEEN_COUNTS);
  document.addEventListener("visibilitychange", countWhereSomebodyLooks);
  countWhereSomebodyLooks();
}
printing.hidden = false;
printing.addEventListener("click", () => print());
