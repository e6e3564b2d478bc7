// The answers of a paper wait here, on the phone, until the server has named their numbers in a good reply.
// Two boxes in IndexedDB, which all tabs share: "papers" (the pass that may save, the last number given out) and
// "changes" (one row for each change that is not acknowledged). A private window that has no store keeps them in memory.
const memory = { papers: {}, changes: {} };
let opening = null;
export let durable = true;

function open() {
  if (!opening) opening = new Promise(resolve => {
    let asked, none = () => { durable = false; resolve(null); };
    try { asked = indexedDB.open("miaopu-papers", 1); } catch (error) { none(); return; }
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("papers", { keyPath: "attempt" });
      asked.result.createObjectStore("changes", { keyPath: ["attempt", "seq"] });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = asked.onblocked = none;
  });
  return opening;
}
// One passage through both boxes, all or nothing. `work` gets (papers, changes) and may leave a result in `out.is`.
function pass(mode, work) {
  return open().then(db => {
    let out = {};
    if (!db) { work(inMemory("papers"), inMemory("changes"), out); return out.is; }
    return new Promise((resolve, reject) => {
      let passage = db.transaction(["papers", "changes"], mode);
      passage.oncomplete = () => resolve(out.is);
      passage.onerror = passage.onabort = () => reject(passage.error);
      work(passage.objectStore("papers"), passage.objectStore("changes"), out);
    });
  });
}
// As much of a store as is used here, over a plain object.
function inMemory(box) {
  let rows = memory[box], done = result => ({ set onsuccess(call) { call({ target: { result: result } }); } });
  let key = row => box === "papers" ? row.attempt : row.attempt + " " + row.seq;
  return {
    get: attempt => done(rows[attempt]),
    getAll: () => done(Object.keys(rows).map(name => rows[name])),
    put: row => { rows[key(row)] = row; },
    delete: name => { delete rows[[].concat(name).join(" ")]; },
  };
}
function own(found, attempt) { return found.filter(row => row.attempt === attempt); }

// Begin or go on: `last` is the highest number the server knows of this pass.
export function begin(attempt, paper) {
  return pass("readwrite", (papers, changes, out) => {
    papers.get(attempt).onsuccess = event => {
      let known = event.target.result || { last: 0 }, same = known.token === paper.token;
      papers.put(Object.assign({ attempt: attempt, refused: {} }, paper, { last: Math.max(paper.last, same ? known.last : 0), refused: known.refused || {} }));
    };
    changes.getAll().onsuccess = event => { out.is = own(event.target.result, attempt); };
  });
}
// Write one change down and give it the next number. An older one of the same question that still waits is left out.
export function change(attempt, position, answer, at) {
  return pass("readwrite", (papers, changes, out) => {
    papers.get(attempt).onsuccess = event => {
      let paper = event.target.result;
      paper.last += 1;
      delete paper.refused[position];
      papers.put(paper);
      changes.getAll().onsuccess = found => {
        own(found.target.result, attempt).forEach(row => {
          if (row.position === position && row.token === paper.token) changes.delete([attempt, row.seq]);
        });
        out.is = { attempt: attempt, seq: paper.last, position: position, answer: answer, at: Math.round(at), token: paper.token };
        changes.put(out.is);
      };
    };
  });
}
export function waiting(attempt) {
  return pass("readonly", (papers, changes, out) => {
    changes.getAll().onsuccess = event => { out.is = attempt ? own(event.target.result, attempt) : event.target.result; };
  });
}
export function papers() {
  return pass("readonly", (store, changes, out) => { store.getAll().onsuccess = event => { out.is = event.target.result; }; });
}
// What the server said: kept and finally refused numbers leave the phone, a refusal stays visible, and a number that
// was taken by another answer is replaced by a free one.
function settle(attempt, sent, reply) {
  return pass("readwrite", (store, changes, out) => {
    let said = {};
    reply.kept.forEach(seq => { said[seq] = "kept"; });
    reply.refused.forEach(pair => { said[pair[0]] = pair[1]; });
    store.get(attempt).onsuccess = event => {
      let paper = event.target.result;
      if (paper) paper.last = Math.max(paper.last, reply.last);
      sent.forEach(row => {
        if (!said[row.seq]) return;
        changes.delete([attempt, row.seq]);
        if (!paper || said[row.seq] === "kept") return;
        if (said[row.seq] === "number_taken") {
          paper.last += 1;
          changes.put(Object.assign({}, row, { seq: paper.last }));
        } else paper.refused[row.position] = said[row.seq];
      });
      if (paper) store.put(paper);
      out.is = paper;
    };
  });
}
// One message. Resolves to {status, reply, after (ms), left, paper}; never rejects, since nothing is lost by waiting.
export function deliver(attempt, address, token, more) {
  return waiting(attempt).then(found => {
    // Rows kept under an earlier pass of this phone go out under that pass.
    let pass = found.length && !found.some(row => row.token === token) ? found[0].token : token;
    let sent = found.filter(row => row.token === pass).slice(0, 150), rest = found.length - sent.length;
    let message = { token: pass, answers: sent.map(row => [row.position, row.seq, row.answer, row.at]) };
    if (more && !rest && pass === token) Object.assign(message, more);
    return new Promise(resolve => {
      let request = new XMLHttpRequest();
      request.open("POST", address);
      request.timeout = 15000;
      request.setRequestHeader("Content-Type", "application/json");
      request.onloadend = () => {
        let reply = null, after = Number(request.getResponseHeader && request.getResponseHeader("Retry-After")) * 1000 || 0;
        try { reply = JSON.parse(request.responseText); } catch (error) { /* a proxy's page, or no network */ }
        if (request.status !== 200 || !reply) { resolve({ status: request.status, reply: null, after: after, left: found.length }); return; }
        settle(attempt, sent, reply).then(() => waiting(attempt)).then(left => {
          resolve({ status: 200, reply: reply, after: 0, left: left.length });
        });
      };
      request.send(JSON.stringify(message));
    });
  });
}
