// Repeats, at the head of each passage in the editor, how many readers did not understand it.

const strip = document.querySelector("[data-heat-strip]");

function mark(row) {
  const block = document.querySelector(`[data-contentpath="${row.dataset.heatBlock}"]`);
  const meter = row.querySelector("meter");
  if (!block || !meter || meter.value === 0 || block.querySelector(".heat-mark")) return;
  const place = document.createElement("p");
  place.className = "heat-mark help";
  place.append(meter.cloneNode(), ` ${row.dataset.heatSentence}`);
  (block.querySelector(".w-panel__content") ?? block).prepend(place); // below the heading of the block
}

if (strip) {
  const rows = [...strip.querySelectorAll("[data-heat-block]")];
  const markAll = () => rows.forEach(mark);
  markAll();
  // The editor draws its blocks after the page has loaded, and again when they move.
  new MutationObserver(markAll).observe(strip.closest("form"), { childList: true, subtree: true });
}
