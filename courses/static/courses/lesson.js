/* A lesson works without this file. With it: practice answers at once, "done" without leaving the page,
   and what could not be sent waits on the phone (queue.js). Written for Chrome 61. */
(function () {
  "use strict";
  /* Only the text: chosen once (the address ends in ?text), it holds for every lesson until pictures are asked for again.
     A phone that asks to save data is not sent away: what has not come yet becomes a link. */
  function spare() {
    var all = document.querySelector("[data-all]"), chosen = null;
    try {
      if (all) localStorage.setItem("text-only", "yes");
      chosen = localStorage.getItem("text-only");
    } catch (e) { /* nothing is remembered, then */ }
    if (all) all.addEventListener("click", function () { localStorage.removeItem("text-only"); });
    else if (chosen && !location.search && document.querySelector("article [href='?text']")) location.replace("?text");
    else if (navigator.connection && navigator.connection.saveData) Array.from(document.querySelectorAll("figure picture")).forEach(function (picture) {
      var image = picture.querySelector("img"), link = document.createElement("a");
      if (image.complete && image.naturalWidth) return;
      link.href = image.currentSrc || image.src;
      link.textContent = document.querySelector("[data-show]").dataset.show + " " + image.alt;
      picture.parentNode.replaceChild(link, picture);
    });
  }
  spare();
  var button = document.querySelector("[data-done]"), queue = window.Miaopu;
  var address = button && /^(.*\/)([0-9a-f-]{36})\/done\/$/.exec(button.pathname);
  watchPractice();
  if (!address || !queue || !window.fetch || !window.Promise) return;
  var lesson = address[2], stateUrl = address[1] + "state.json", course = stateUrl.split("/").slice(-2)[0];
  var note = document.querySelector("[data-note]"), mark = document.querySelector("[data-state]");
  var state = null, STAY = 10000;

  function fetchState() {
    return fetch(stateUrl, { credentials: "same-origin", cache: "no-store" }).then(function (answer) {
      if (!answer.ok) throw new Error("no state");
      return answer.json();
    }).then(function (fresh) {
      // Somebody else signed in meanwhile: this page goes on for whoever opened it, or for nobody.
      if (!state || state.person === fresh.person) state = fresh;
      return queue.remember(course, fresh).then(function () { return fresh; });
    });
  }
  function csrf(anew) {
    return !anew && state && state.csrf ? Promise.resolve(state.csrf) : fetchState().then(function (fresh) { return fresh.csrf; });
  }

  // Resolves to true when nothing of this enrolment is left waiting.
  function send() {
    return queue.send(csrf).then(function (result) {
      var answer = state && result.answers[state.enrolment];
      if (answer) {
        Object.assign(state, answer);
        queue.remember(course, state);
      }
      return queue.waiting();
    }).then(function (left) {
      return !left.some(function (row) { return row.enrolment === state.enrolment; });
    }).catch(function () { return false; });
  }
  function report(kind, more) {
    if (!state || !state.enrolment) return Promise.resolve(false);
    return queue.add(state, kind, lesson, more).then(function () { return kind === "opened" ? true : send(); });
  }

  function showDone() {
    mark.textContent = " · " + button.dataset.doneText;
    button.textContent = button.dataset.nextText;
    button.href = button.dataset.next;
    button.removeAttribute("data-done");
  }
  function tell(text, kind) {
    note.textContent = text.replace("{earned}", state.earned).replace("{possible}", state.possible).replace("{name}", state.name);
    note.className = "notice " + kind;
    note.hidden = false;
    note.scrollIntoView({ block: "nearest" });
  }
  button.addEventListener("click", function (event) {
    if (!button.hasAttribute("data-done") || !state || !state.enrolment) return;
    event.preventDefault();
    showDone();
    // First in the phone's keeping, then said to be so, and only then on its way.
    queue.add(state, "done", lesson).then(queue.durable).then(function (kept) {
      if (state.done.indexOf(lesson) < 0) state.done.push(lesson);
      queue.remember(course, state);
      return send().then(function (sent) {
        tell(sent ? note.dataset.saved : kept ? note.dataset.waiting : note.dataset.open, sent ? "good" : "warn");
      });
    });
  });

  function number(text) {
    var plain = text.normalize("NFKC").replace(/[,\s]/g, "");
    return /^[-+]?\d*\.?\d+/.test(plain) ? parseFloat(plain) : NaN;
  }
  function judge(box, kind) {
    var field = box.querySelector("[data-answer]");
    if (field) {
      return { answer: field.value, right: Math.abs(number(field.value) - field.dataset.answer) <= +field.dataset.tolerance + 1e-9 };
    }
    var inputs = Array.from(box.querySelectorAll(".choice input"));
    var chosen = inputs.filter(function (input) { return input.checked; });
    var values = chosen.map(function (input) { return JSON.parse(input.value); });
    return {
      answer: kind === "multiple" ? values : values[0],
      right: inputs.every(function (input) { return input.checked === input.hasAttribute("data-right"); })
    };
  }
  // A draft has nothing to send to: its questions are judged all the same.
  function watchPractice() {
    Array.from(document.querySelectorAll("[data-question]")).forEach(function (box) {
      var kind = box.dataset.kind, fold = box.querySelector("details"), words = box.querySelector(".feedback"), check = box.querySelector("[data-check]");
      function answer() {
        var result = judge(box, kind);
        words.hidden = false;
        words.className = result.right ? "feedback" : "feedback warn";
        words.textContent = result.right ? words.dataset.right + fold.querySelector("[data-why]").textContent : words.dataset.wrong;
        fold.hidden = result.right;
        report("practised", { question: box.dataset.question, answer: result.answer });
      }
      fold.hidden = true;
      if (check) {
        check.hidden = false;
        check.addEventListener("click", answer);
      } else {
        box.addEventListener("change", answer);
      }
    });
  }

  // Notes and words to the trainers wait like everything else. What was written before is asked for when the box is opened.
  var boxes = Array.from(document.querySelectorAll("[data-write]"));
  boxes.forEach(function (box) {
    var kind = box.dataset.write, text = box.querySelector("textarea"), words = box.querySelector("[role=status]");
    var tick = box.querySelector("[type=checkbox]"), choice = box.querySelector("select"), was = { text: "", bookmarked: false }, asked = false;
    function unsent() {
      return queue.waiting().then(function (rows) {
        rows.forEach(function (row) {
          var event = row.event;
          if (row.enrolment !== state.enrolment || event.lesson !== lesson) return;
          if (event.kind === "noted") was.text = event.text;
          if (/bookmarked$/.test(event.kind)) was.bookmarked = event.kind === "bookmarked";
        });
      });
    }
    box.addEventListener("toggle", function () {
      if (asked || !box.open || !box.dataset.json) return;
      asked = true;
      fetch(box.dataset.json, { credentials: "same-origin", cache: "no-store" }).then(function (answer) { return answer.json(); }).then(function (found) {
        if (found.person === state.person) was = found;
      }).catch(function () { words.textContent = box.dataset.unseen; }).then(unsent).then(function () {
        if (!text.value) text.value = was.text;
        tick.checked = was.bookmarked;
      });
    });
    function events() {
      if (kind === "asked") return text.value.trim() ? [["asked", { about: choice.value, text: text.value, shown: tick.checked }]] : [];
      var found = [];
      if (text.value.trim() !== was.text) found.push(["noted", { text: text.value }]);
      if (tick.checked !== was.bookmarked) found.push([tick.checked ? "bookmarked" : "unbookmarked"]);
      return found;
    }
    var button = box.querySelector("button");
    button.addEventListener("click", function () {
      var todo = events();
      if (!todo.length) return;
      button.disabled = true;
      Promise.all(todo.map(function (one) { return queue.add(state, one[0], lesson, one[1]); })).then(function (ids) {
        return send().then(function (sent) { return Promise.all([queue.durable(), queue.refused()]).then(function (said) {
          var no = said[1].filter(function (row) { return ids.indexOf(row.id) >= 0; })[0];
          words.textContent = no ? no.refused : (sent ? box.dataset.sent : said[0] ? note.dataset.waiting : note.dataset.open).replace("{name}", state.name);
          button.disabled = false;
          if (!no && kind === "asked") text.value = "";
          if (!no) was = { text: text.value.trim(), bookmarked: tick.checked };
        }); });
      });
    });
  });

  function begin() {
    if (!state || !state.enrolment) return;
    boxes.concat(Array.from(document.querySelectorAll("[data-plain]"))).forEach(function (one) { one.hidden = one.hasAttribute("data-plain"); });
    if (state.done.indexOf(lesson) >= 0) showDone();
    // Noted at once, sent with what was waiting, or else when the page has stood a while: its first seconds belong to reading.
    queue.waiting().then(function (before) {
      report("opened").then(function () { setTimeout(send, before.length ? 0 : STAY); });
    });
  }
  window.addEventListener("online", send);
  fetchState().catch(function () {
    return queue.recall(course).then(function (kept) { state = kept || null; });
  }).then(begin);
})();
