/* Keeps the address of the page that of the view, which htmx has replaced: a reload shows the same. */
document.body.addEventListener("htmx:afterSwap", () => {
  history.replaceState(null, "", document.getElementById("share").href);
});
