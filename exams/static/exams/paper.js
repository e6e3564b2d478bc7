// Keeps every answer on the phone until the server has acknowledged it. Without this script the form works by itself.
// A module, so browsers before Chrome 61 keep the form. No ?. ?? or AbortController.
const byId = id => document.getElementById(id);
const form = byId("paper"), boxes = Array.from(form.querySelectorAll("[data-position]"));
const words = JSON.parse(byId("words").textContent);
const clock = byId("clock"), saved = byId("saved"), bar = byId("bar"), banner = byId("banner");
const KEY = "exam:" + form.dataset.attempt, QUIET = 1500, BEAT = 15000;
let deadline = Number(form.dataset.deadline);
let offset = Number(form.dataset.now) - Date.now();
let memory = null, full = false, timer = null, busy = false, failures = 0, trouble = "", synced = Date.now();
let waiting = [], known = {}, announced = 0, over = false, late = false;

function uuid() {
  let b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = b[6] & 15 | 64;
  b[8] = b[8] & 63 | 128;
  let hex = Array.from(b, n => (n + 256).toString(16).slice(1)).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
// Two tabs of one phone share this record: it is read again before every change.
function load() {
  let found = null;
  try { found = full ? null : JSON.parse(localStorage.getItem(KEY)); } catch (error) { full = true; }
  return found || memory || { device: uuid(), seq: {}, queue: {} };
}
function change(how) {
  let store = load();
  how(store);
  memory = store;
  try { localStorage.setItem(KEY, JSON.stringify(store)); } catch (error) { full = true; }
  return store;
}
function now() { return Date.now() + offset; }
function read(box) {
  let kind = box.dataset.kind;
  if (kind === "numeric") return box.querySelector(".input").value.trim() || null;
  let chosen = Array.from(box.querySelectorAll(":checked"), input => input.value);
  if (!chosen.length) return null;
  if (kind === "multiple") return chosen.sort();
  return kind === "true_false" ? chosen[0] === "true" : chosen[0];
}
function write(box, answer) {
  if (box.dataset.kind === "numeric") { box.querySelector(".input").value = answer === null ? "" : answer; return; }
  let keys = [].concat(answer === null ? [] : answer).map(String);
  box.querySelectorAll(".choice input").forEach(input => { input.checked = keys.indexOf(input.value) >= 0; });
}
function show(text) {
  if (banner.textContent !== text) banner.textContent = text;
  banner.hidden = !text;
}
function draw() {
  let queue = load().queue, answered = 0, here = 0;
  boxes.forEach((box, index) => {
    let done = read(box) !== null, link = document.querySelectorAll(".sheet a")[index];
    answered += done;
    here += done && Boolean(queue[box.dataset.position]);
    if (link.classList.contains("done") !== done) {
      link.className = done ? "done" : "";
      link.innerHTML = box.dataset.position + (done ? '<span class="unseen"> ' + words.done + "</span>" : "");
    }
  });
  let pending = Object.keys(queue).length > 0, there = answered - here;
  let text = words.sent.replace("{n}", there);
  if (pending && trouble) text = words.offline + "\n" + words.kept.replace("{here}", here).replace("{there}", there);
  else if (pending) text = words.sending;
  saved.innerText = text;
  bar.classList.toggle("warn", Boolean(trouble));
  show(over ? (trouble ? words.over_offline : words.over) : trouble ? words[trouble] : late ? words.late : "");
}
function note(event) {
  let box = event.target.closest("[data-position]"), position = box.dataset.position, answer = read(box);
  if (known[position] === String(answer)) return;
  known[position] = String(answer);
  change(store => {
    store.seq[position] = (store.seq[position] || 0) + 1;
    store.queue[position] = { seq: store.seq[position], answer: answer, at: Math.min(now(), deadline) };
  });
  draw();
  plan(QUIET);
}
function plan(delay) {
  clearTimeout(timer);
  timer = setTimeout(flush, delay + Math.random() * delay / 5);
}
function settle(ok) { waiting.splice(0).forEach(call => call(ok)); }
function failed(kind) {
  trouble = kind;
  failures += 1;
  plan(Math.min(BEAT, 1000 * Math.pow(2, failures)));
  draw();
  settle(false);
}
function receive(reply) {
  trouble = "";
  failures = 0;
  change(store => {
    reply.receipts.forEach(receipt => {
      let kept = store.queue[receipt.position];
      if (!kept || kept.seq !== receipt.seq) return;
      if (receipt.reason === "number_taken") kept.seq = store.seq[receipt.position] = receipt.last + 1;
      else delete store.queue[receipt.position];
      late = late || receipt.reason === "too_late";
    });
  });
  draw();
  if (reply.closed) location.reload();
  else if (Object.keys(load().queue).length) plan(0);
  else settle(true);
}
function ask(method, address, body, then) {
  let request = new XMLHttpRequest();
  request.open(method, address);
  request.timeout = 15000;
  if (body) {
    request.setRequestHeader("Content-Type", "application/json");
    request.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value);
  }
  request.onloadend = () => { then(request.status, request.responseText); };
  request.send(body);
}
// A page left open for hours may hold an outdated token: take the one of a fresh page.
function renew() {
  ask("GET", location.pathname, null, (status, page) => {
    let found = /name="csrfmiddlewaretoken" value="(\w+)"/.exec(page);
    if (!found || page.indexOf('id="paper"') < 0) { failed("signed_out"); return; }
    document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach(input => { input.value = found[1]; });
    failed("banner");
  });
}
function flush() {
  if (busy) { plan(QUIET); return; }
  busy = true;
  let store = change(() => {}), began = Date.now();
  ask("POST", form.getAttribute("action"), JSON.stringify({
    device: store.device,
    answers: Object.keys(store.queue).map(position => {
      let kept = store.queue[position];
      return { position: Number(position), seq: kept.seq, answer: kept.answer, claimed_at: Math.round(kept.at) };
    }),
  }), (status, text) => {
    busy = false;
    let reply = null;
    try { reply = JSON.parse(text); } catch (error) { /* a page instead of an answer: signed out, or no network */ }
    if (status === 200 && reply) {
      synced = Date.now();
      offset = reply.now + (synced - began) / 2 - synced;
      deadline = reply.deadline;
      receive(reply);
    } else if (status === 403) renew();
    else failed(status === 200 ? "signed_out" : "banner");
  });
}
function everythingSent(then) {
  waiting.push(then);
  clearTimeout(timer);
  flush();
}
function tick() {
  let left = Math.max(0, Math.ceil((deadline - now()) / 1000)), two = n => (n < 10 ? "0" : "") + n;
  clock.textContent = Math.floor(left / 60) + ":" + two(left % 60);
  [10, 5, 1].forEach(minutes => {
    if (announced === minutes || left > minutes * 60 || left < minutes * 60 - 30) return;
    announced = minutes;
    byId("announce").textContent = words.left.replace("{n}", minutes);
  });
  if (left > 0 || over) return;
  over = true;
  boxes.forEach(box => { box.disabled = true; });
  draw();
  handIn();
}
function handIn() {
  everythingSent(ok => {
    if (ok) byId("at-deadline").submit();
    else setTimeout(handIn, 3000);
  });
}

boxes.forEach(box => {
  let kept = load().queue[box.dataset.position];
  if (kept) write(box, kept.answer);
  known[box.dataset.position] = String(read(box));
});
form.addEventListener("input", note);
form.addEventListener("change", note);
byId("save").addEventListener("click", event => {
  event.preventDefault();
  everythingSent(() => {});
});
byId("hand-in").addEventListener("click", event => {
  event.preventDefault();
  everythingSent(ok => {
    if (ok) location.href = form.dataset.confirm;
    else { show(words.not_sent); banner.scrollIntoView(); }
  });
});
addEventListener("online", flush);
addEventListener("offline", () => { trouble = "banner"; draw(); });
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && Date.now() - synced > 60000) flush();
});
if (Object.keys(load().queue).length) plan(0);
change(() => {});
draw();
tick();
setInterval(tick, 1000);
