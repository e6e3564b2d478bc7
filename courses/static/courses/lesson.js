/* A lesson works without this file. With it: practice answers at once, "done" without leaving the page,
   and what could not be sent waits on the phone. Written for Chrome 61. */
(function () {
  "use strict";
  var button = document.querySelector("[data-done]");
  var address = button && /^(.*\/)([0-9a-f-]{36})\/done\/$/.exec(button.pathname);
  if (!address || !window.fetch || !window.Promise) return;
  var lesson = address[2], stateUrl = address[1] + "state.json";
  var note = document.querySelector("[data-note]"), mark = document.querySelector("[data-state]");
  var state = null, sending = null, memory = {};

  function load(key) {
    try { return JSON.parse(localStorage.getItem(key)) || memory[key]; } catch (e) { return memory[key]; }
  }
  function save(key, value) {
    memory[key] = value;
    try { localStorage.setItem(key, JSON.stringify(value)); } catch (e) { /* a full or closed store: memory serves */ }
  }
  // The queue belongs to an enrolment, so on a shared phone nobody sends another person's work.
  function queueKey() { return "miaopu.queue." + state.enrolment; }
  function newId() {
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = bytes[6] & 15 | 64;
    bytes[8] = bytes[8] & 63 | 128;
    return Array.from(bytes, function (b) { return (b + 256).toString(16).slice(1); }).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  function loadState() {
    return fetch(stateUrl, { credentials: "same-origin", cache: "no-store" }).then(function (answer) {
      if (!answer.ok) throw new Error("no state");
      return answer.json();
    }).then(function (fresh) {
      state = fresh;
      save("miaopu.state." + stateUrl, { enrolment: fresh.enrolment, events: fresh.events, done: fresh.done });
    });
  }

  function report(kind, more) {
    if (!state || !state.enrolment) return Promise.resolve(false);
    var event = Object.assign({ id: newId(), kind: kind, lesson: lesson, at: new Date().toISOString() }, more);
    save(queueKey(), (load(queueKey()) || []).concat(event));
    return kind === "opened" ? Promise.resolve(true) : send();
  }

  // Resolves to true when nothing is left waiting. Only what the server names in a good answer is forgotten.
  function send() {
    if (sending) return sending.then(send);
    var waiting = state && state.enrolment ? load(queueKey()) || [] : [];
    if (!waiting.length) return Promise.resolve(true);
    sending = post(waiting.slice(0, 100), true).then(function (answer) {
      var settled = answer.recorded.concat(answer.refused);
      save(queueKey(), (load(queueKey()) || []).filter(function (event) { return settled.indexOf(event.id) < 0; }));
      Object.assign(state, answer);
      return settled.length > 0;
    }).catch(function () { return false; });
    return sending.then(function (more) { sending = null; return more ? send() : false; });
  }
  function post(events, again) {
    var whose = state.enrolment;
    return fetch(state.events, {
      method: "POST", credentials: "same-origin", body: JSON.stringify({ events: events }),
      headers: { "Content-Type": "application/json", "X-CSRFToken": state.csrf || "" }
    }).then(function (answer) {
      if (answer.status === 403 && again) return loadState().then(function () {
        if (state.enrolment !== whose) throw new Error("somebody else is signed in now");
        return post(events, false);
      });
      if (!answer.ok || answer.redirected) throw new Error("not taken");
      return answer.json();
    });
  }

  function showDone() {
    mark.textContent = " · " + button.dataset.doneText;
    button.textContent = button.dataset.nextText;
    button.href = button.dataset.next;
    button.removeAttribute("data-done");
  }
  function tell(text, kind) {
    note.textContent = text.replace("{earned}", state.earned).replace("{possible}", state.possible);
    note.className = "notice " + kind;
    note.hidden = false;
  }
  button.addEventListener("click", function (event) {
    if (!button.hasAttribute("data-done") || !state || !state.enrolment) return;
    event.preventDefault();
    showDone();
    report("done").then(function (sent) {
      tell(sent ? note.dataset.saved : note.dataset.waiting, sent ? "good" : "warn");
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

  function begin() {
    if (!state || !state.enrolment) return;
    if (state.done.indexOf(lesson) >= 0) showDone();
    report("opened");
    send();
  }
  window.addEventListener("online", send);
  loadState().catch(function () { state = load("miaopu.state." + stateUrl) || null; }).then(begin);
})();
