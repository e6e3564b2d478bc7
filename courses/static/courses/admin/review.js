/* In the lesson editor: whenever the draft has been saved, the review above the fields is read anew. And the preview is open. */
(function () {
  "use strict";
  // On a wide screen the preview stands beside the form from the first time on; who closes it finds it closed.
  try {
    if (window.innerWidth >= 1200 && localStorage.getItem("wagtail:side-panel-open") === null && document.querySelector("[data-review]")) {
      localStorage.setItem("wagtail:side-panel-open", "preview");
    }
  } catch (error) { /* without storage the author opens it by hand */ }
  document.addEventListener("w-autosave:success", function () {
    var box = document.querySelector("[data-review]");
    if (!box) return;
    fetch(box.dataset.review, { credentials: "same-origin" }).then(function (answer) {
      return answer.ok ? answer.text() : Promise.reject(answer.status);
    }).then(function (text) { box.innerHTML = text; }).catch(function () { /* the last review stays */ });
  });
})();
