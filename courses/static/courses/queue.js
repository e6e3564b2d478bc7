/* What a learner did waits here, on the phone, until the server has taken it. Written for Chrome 61.
   window.Miaopu = { remember, recall, forgetPeople, add, send, waiting, refused, drop, durable }

   Two boxes in IndexedDB: "events" (one row for each thing done, kept until the server names it in a good answer) and
   "states" (where one person stands in a course, to go on without a network; wiped at sign-out, never the events).
   An event belongs to an enrolment: the server gives 404 to everybody else, and then it goes on waiting for its owner. */
(function () {
  "use strict";
  var memory = { events: {}, states: {} };
  var opening = null, sending = null;

  function open() {
    if (!opening) opening = new Promise(function (resolve) {
      var asked;
      try { asked = indexedDB.open("miaopu", 1); } catch (e) { resolve(null); return; }
      asked.onupgradeneeded = function () {
        asked.result.createObjectStore("events", { keyPath: "id" });
        asked.result.createObjectStore("states", { keyPath: "course" });
      };
      asked.onsuccess = function () { resolve(asked.result); };
      asked.onerror = asked.onblocked = function () { resolve(null); };
    });
    return opening;
  }
  // One passage through one box. Resolves when the phone has really written it; without a store, memory serves.
  function pass(box, mode, work, spare) {
    return open().then(function (db) {
      if (!db) return spare(memory[box]);
      return new Promise(function (resolve, reject) {
        var passage = db.transaction(box, mode), result = work(passage.objectStore(box));
        passage.oncomplete = function () { resolve(result && result.result); };
        passage.onerror = passage.onabort = function () { reject(passage.error); };
      });
    });
  }
  function put(box, row, key) {
    return pass(box, "readwrite", function (store) { store.put(row); }, function (rows) { rows[row[key]] = row; });
  }
  function remove(box, key) {
    return pass(box, "readwrite", function (store) { store.delete(key); }, function (rows) { delete rows[key]; });
  }
  function all(box) {
    return pass(box, "readonly", function (store) { return store.getAll(); }, function (rows) {
      return Object.keys(rows).map(function (key) { return rows[key]; });
    });
  }

  function newId() {
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = bytes[6] & 15 | 64;
    bytes[8] = bytes[8] & 63 | 128;
    return Array.from(bytes, function (b) { return (b + 256).toString(16).slice(1); }).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  // Where somebody stands in a course. Whose phone view this is changes with the first state of another person.
  function remember(course, state) {
    return all("states").then(function (rows) {
      return Promise.all(rows.filter(function (row) { return row.person !== state.person; }).map(function (row) { return remove("states", row.course); }));
    }).then(function () {
      return state.enrolment ? put("states", Object.assign({}, state, { course: course, csrf: null }), "course") : remove("states", course);
    });
  }
  function recall(course) {
    return pass("states", "readonly", function (store) { return store.get(course); }, function (rows) { return { result: rows[course] }.result; });
  }
  function forgetPeople() {
    return pass("states", "readwrite", function (store) { store.clear(); }, function () { memory.states = {}; });
  }

  function add(state, kind, lesson, more) {
    var event = Object.assign({ id: newId(), kind: kind, lesson: lesson, at: new Date().toISOString() }, more);
    var row = { id: event.id, enrolment: state.enrolment, url: state.events, person: state.person, name: state.name, event: event, kept: Date.now() };
    return put("events", row, "id").then(function () { return event.id; });
  }
  function rows(test) {
    return all("events").then(function (found) {
      return found.filter(test).sort(function (a, b) { return a.kept - b.kept; });
    });
  }
  function waiting() { return rows(function (row) { return !row.refused; }); }
  function refused() { return rows(function (row) { return row.refused; }); }

  /* Send what waits, enrolment by enrolment, a hundred at a time. csrf() gives a promise of the token; it is asked again
     once after a refusal. Resolves to {left, answers}: how many still wait, and the last good answer of each enrolment. */
  function send(csrf) {
    if (sending) return sending.then(function () { return send(csrf); });
    var answers = {};
    sending = waiting().then(function (found) {
      var queues = {};
      found.forEach(function (row) { (queues[row.url] = queues[row.url] || []).push(row); });
      return Object.keys(queues).reduce(function (before, url) {
        return before.then(function () { return sendQueue(url, queues[url], csrf, answers); });
      }, Promise.resolve());
    }).then(waiting).then(function (left) {
      sending = null;
      return { left: left.length, answers: answers };
    }, function (error) { sending = null; throw error; });
    return sending;
  }
  function sendQueue(url, queue, csrf, answers) {
    if (!queue.length) return Promise.resolve();
    var batch = queue.slice(0, 100);
    return post(url, batch, csrf, true).then(function (answer) {
      var settled = answer.recorded.length + Object.keys(answer.refused).length;
      answers[batch[0].enrolment] = answer;
      return settle(batch, answer).then(function () {
        if (settled) return sendQueue(url, queue.slice(100), csrf, answers);
      });
    }, function () { /* no network, or somebody else's: it goes on waiting */ });
  }
  function post(url, batch, csrf, again) {
    return csrf(!again).then(function (token) {
      return fetch(url, {
        method: "POST", credentials: "same-origin", headers: { "Content-Type": "application/json", "X-CSRFToken": token || "" },
        body: JSON.stringify({ events: batch.map(function (row) { return row.event; }) })
      });
    }).then(function (answer) {
      if (answer.status === 403 && again) return post(url, batch, csrf, false);
      if (!answer.ok || answer.redirected) throw new Error("not taken");
      return answer.json();
    });
  }
  // Only what the server names is settled: recorded is forgotten, refused stays with its reason to be seen.
  function settle(batch, answer) {
    return Promise.all(batch.map(function (row) {
      if (answer.recorded.indexOf(row.id) >= 0) return remove("events", row.id);
      if (answer.refused[row.id]) return put("events", Object.assign(row, { refused: answer.refused[row.id] }), "id");
    }));
  }
  function drop(ids) { return Promise.all(ids.map(function (id) { return remove("events", id); })); }

  // Signing out on a shared phone takes the view along; what was done keeps waiting for whoever did it.
  Array.from(document.querySelectorAll("form[data-sign-out]")).forEach(function (form) {
    form.addEventListener("submit", function (event) {
      if (form.dataset.wiped) return;
      event.preventDefault();
      form.dataset.wiped = "yes";
      function go() { form.submit(); }
      forgetPeople().then(go, go);
    });
  });

  window.Miaopu = {
    remember: remember, recall: recall, forgetPeople: forgetPeople, add: add, send: send, waiting: waiting, refused: refused, drop: drop,
    durable: function () { return open().then(Boolean); }
  };
})();
