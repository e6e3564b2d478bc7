/* On the page of my courses: what still waits on this phone, in words; what was refused, with the reason; and sending now. */
(function () {
  "use strict";
  var box = document.querySelector("[data-waiting]"), queue = window.Miaopu;
  if (!box || !queue) return;
  var list = box.querySelector("ul"), button = box.querySelector("button"), words = box.querySelector("p");

  // What somebody wrote stands below the reason, whole: it can be read, copied and sent in another way.
  function line(text, written) {
    var row = document.createElement("li"), quote;
    row.textContent = text;
    if (written) {
      quote = document.createElement("blockquote");
      quote.textContent = written;
      row.appendChild(quote);
    }
    list.appendChild(row);
  }
  function show() {
    return Promise.all([queue.waiting(), queue.refused()]).then(function (found) {
      var people = {};
      list.textContent = "";
      found[0].forEach(function (row) { people[row.name] = (people[row.name] || 0) + 1; });
      Object.keys(people).forEach(function (name) { line(box.dataset.line.replace("{name}", name).replace("{n}", people[name])); });
      found[1].forEach(function (row) {
        line(box.dataset.refused.replace("{name}", row.name).replace("{when}", new Date(row.event.at).toLocaleString()) + row.refused, row.event.text);
      });
      words.hidden = !found[0].length;
      button.hidden = !found[0].length && !found[1].length;
      button.textContent = found[0].length ? box.dataset.send : box.dataset.seen;
      box.hidden = button.hidden;
      return found;
    });
  }
  function send() {
    return queue.send(function () { return Promise.resolve(box.dataset.csrf); }).then(show, show);
  }
  button.addEventListener("click", function () {
    show().then(function (found) {
      return found[0].length ? send() : queue.drop(found[1].map(function (row) { return row.id; })).then(show);
    });
  });
  window.addEventListener("online", send);
  show().then(send);
})();
