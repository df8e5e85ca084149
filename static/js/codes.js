/** Asks before the page is left that alone shows the codes of a batch, until they were saved or printed. */

let areKept = false;
const keep = () => (areKept = true);

document.querySelector("main").addEventListener("submit", keep);
window.addEventListener("afterprint", keep);
window.addEventListener("beforeunload", (event) => {
  if (!areKept) event.preventDefault();
});
