/* Keeps the address of the page that of the view, which htmx has replaced: a reload shows the same. The slider stays, or a key
   pressed while it waits for an answer would be lost. It follows what others than itself have asked for. */
document.body.addEventListener("htmx:afterSwap", event => {
  history.replaceState(null, "", document.getElementById("share").href);
  const slider = document.getElementById("seq");
  const then = document.getElementById("then").dataset;
  slider.max = then.last;
  if (event.detail.requestConfig.elt !== slider.form) {
    slider.value = then.seq;
  }
});
