/* A teacher's taps wait here, on the phone, until the server has taken them. Written for Chrome 61.
   One box in IndexedDB, "marks": one row for each tap, with the moment by this phone's clock, kept until the server names it
   in a good answer. A row belongs to whoever tapped: another person's session meets 404 or is not even asked. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-marks]");
  if (!form) return;
  var me = form.dataset.person, banner = document.querySelector("[data-marks-waiting]"), people = document.querySelector("[data-people]");
  var memory = {}, opening = null, sending = false, again = false;

  function open() {
    if (!opening) opening = new Promise(function (resolve) {
      var asked;
      try { asked = indexedDB.open("miaopu-marks", 1); } catch (e) { resolve(null); return; }
      asked.onupgradeneeded = function () { asked.result.createObjectStore("marks", { keyPath: "id" }); };
      asked.onsuccess = function () { resolve(asked.result); };
      asked.onerror = asked.onblocked = function () { resolve(null); };
    });
    return opening;
  }
  // Resolves when the phone has really written it; without a store, memory serves.
  function pass(mode, work, spare) {
    return open().then(function (db) {
      if (!db) return spare();
      return new Promise(function (resolve, reject) {
        var passage = db.transaction("marks", mode), result = work(passage.objectStore("marks"));
        passage.oncomplete = function () { resolve(result && result.result); };
        passage.onerror = passage.onabort = function () { reject(passage.error); };
      });
    });
  }
  function put(row) { return pass("readwrite", function (store) { store.put(row); }, function () { memory[row.id] = row; }); }
  function remove(id) { return pass("readwrite", function (store) { store.delete(id); }, function () { delete memory[id]; }); }
  function all() {
    return pass("readonly", function (store) { return store.getAll(); }, function () {
      return Object.keys(memory).map(function (id) { return memory[id]; });
    }).then(function (rows) { return rows.sort(function (a, b) { return a.kept - b.kept; }); });
  }
  function newId() {
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = bytes[6] & 15 | 64;
    bytes[8] = bytes[8] & 63 | 128;
    return Array.from(bytes, function (b) { return (b + 256).toString(16).slice(1); }).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  function show() {
    return all().then(function (rows) {
      var mine = rows.filter(function (row) { return row.person === me && !row.refused; });
      var others = rows.filter(function (row) { return row.person !== me; });
      var refused = rows.filter(function (row) { return row.person === me && row.refused; });
      var words = [];
      if (mine.length) words.push(form.dataset.waits.replace("{n}", mine.length));
      if (others.length) words.push(form.dataset.others.replace("{n}", others.length));
      banner.querySelector("[data-words]").textContent = words.join(" ");
      banner.querySelector("[data-refused]").textContent = refused.length
        ? form.dataset.refused.replace("{reasons}", refused.map(function (row) { return row.name + " (" + row.refused + ")"; }).join(" ")) : "";
      banner.hidden = !words.length && !refused.length;
      mine.concat(refused).forEach(function (row) { if (row.url === form.dataset.marks) paint(row); });
      return mine;
    });
  }
  function paint(row) {
    var line = document.getElementById("m" + row.member);
    if (!line) return;
    Array.from(line.querySelectorAll("button[name=mark]")).forEach(function (button) {
      var on = button.value === row.member + ":" + row.kind;
      button.classList.toggle("solid", on);
      button.setAttribute("aria-pressed", on ? "true" : "false");
      if (on) line.querySelector("[data-kind]").textContent = button.textContent + " · " + form.dataset.pending;
    });
  }
  function settled(row) {
    var line = document.getElementById("m" + row.member), on = line && line.querySelector("button.solid");
    if (on && on.value === row.member + ":" + row.kind) line.querySelector("[data-kind]").textContent = on.textContent;
  }

  function send() {
    if (sending) { again = true; return; }
    sending = true;
    all().then(function (rows) {
      var queues = {};
      rows.forEach(function (row) { if (row.person === me && !row.refused) (queues[row.url] = queues[row.url] || []).push(row); });
      return Object.keys(queues).reduce(function (before, url) {
        return before.then(function () { return post(url, queues[url].slice(0, 100)); });
      }, Promise.resolve());
    }).then(done, done);
  }
  function done() {
    sending = false;
    show();
    if (again) { again = false; send(); }
  }
  function post(url, batch) {
    return fetch(url, {
      method: "POST", credentials: "same-origin", headers: { "Content-Type": "application/json", "X-CSRFToken": form.dataset.csrf },
      body: JSON.stringify({ marks: batch.map(function (row) { return { id: row.id, member: row.member, kind: row.kind, at: row.at }; }) })
    }).then(function (answer) {
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      return answer.json();
    }).then(function (answer) {
      if (people && url === form.dataset.marks) people.textContent = answer.people;
      return Promise.all(batch.map(function (row) {
        if (answer.recorded.indexOf(row.id) >= 0) return remove(row.id).then(function () { if (url === form.dataset.marks) settled(row); });
        if (answer.refused[row.id]) return put(Object.assign(row, { refused: answer.refused[row.id] }));
      }));
    });
  }

  // The phone could not write it down: send this one at once, as the page does without JavaScript.
  function sendAlone(value) {
    var field = document.createElement("input");
    field.type = "hidden";
    field.name = "mark";
    field.value = value;
    form.appendChild(field);
    form.submit();
  }
  form.addEventListener("click", function (event) {
    var button = event.target.closest("button[name=mark]");
    if (!button || button.disabled) return;
    event.preventDefault();
    var parts = button.value.split(":"), name = document.querySelector("#m" + parts[0] + " b").textContent;
    var row = { id: newId(), url: form.dataset.marks, person: me, member: +parts[0], kind: parts[1], name: name, at: new Date().toISOString(), kept: Date.now() };
    put(row).then(show).then(send, function () { sendAlone(button.value); });
  });
  banner.querySelector("[data-send]").addEventListener("click", function () {
    all().then(function (rows) {
      return Promise.all(rows.filter(function (row) { return row.person === me && row.refused; }).map(function (row) { return remove(row.id); }));
    }).then(send);
  });
  window.addEventListener("online", send);
  setInterval(function () { if (!banner.hidden) send(); }, 20000);
  show().then(send);
})();
