/* The code in front of the room: fetched anew before it is out of date. Without a network it says so instead of lying. */
(function () {
  "use strict";
  var beam = document.querySelector("[data-beam]");
  if (!beam) return;
  var problem = beam.querySelector("[data-problem]");

  function renew() {
    return fetch(location.href, { credentials: "same-origin", cache: "no-store" }).then(function (answer) {
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      return answer.text();
    }).then(function (text) {
      var fresh = new DOMParser().parseFromString(text, "text/html").querySelectorAll("[data-live]");
      var old = beam.querySelectorAll("[data-live]");
      if (fresh.length !== old.length) throw new Error("another page");
      Array.from(old).forEach(function (part, place) { part.parentNode.replaceChild(document.importNode(fresh[place], true), part); });
      problem.hidden = true;
    }).catch(function () {
      problem.textContent = beam.dataset.stale;
      problem.hidden = false;
    });
  }
  setInterval(renew, beam.dataset.beam * 1000);
  window.addEventListener("online", renew);
})();
