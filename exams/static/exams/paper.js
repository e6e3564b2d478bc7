// The paper: every change is kept on the phone first, then sent, until the server has acknowledged it.
// Without this script the form works by itself. A module, so browsers before Chrome 61 keep the form.
import { enhance, read, write } from "./controls.js";
import { begin, change, deliver, durable, waiting } from "./kept.js";

const byId = id => document.getElementById(id);
const form = byId("paper"), boxes = Array.from(form.querySelectorAll("[data-position]"));
const words = JSON.parse(byId("words").textContent);
const clock = byId("clock"), saved = byId("saved"), bar = byId("bar"), banner = byId("banner"), rescue = byId("rescue");
enhance(form);
const ME = form.dataset.attempt, TOKEN = form.dataset.token, ADDRESS = form.getAttribute("action");
const QUIET = 1500, BEAT = 15000, CONTACT = 45000;
let deadline = Number(form.dataset.deadline);
let offset = Number(form.dataset.now) - Date.now();
let timer = null, busy = false, failures = 0, trouble = "", synced = Date.now(), taken = false;
let known = {}, pending = {}, calls = [], announced = 0, over = false, late = false, unread = "";

function now() { return Date.now() + offset; }
function show(text) {
  if (banner.textContent !== text) banner.textContent = text;
  banner.hidden = !text;
}
function message() {
  if (taken) return words.taken_over;
  if (over) return trouble ? words.over_offline : words.over;
  if (trouble) return words[trouble];
  return unread ? words.unread : late ? words.late : "";
}
function draw() {
  let answered = 0, here = 0;
  boxes.forEach((box, index) => {
    let done = read(box) !== null, link = document.querySelectorAll(".sheet a")[index];
    answered += done;
    here += done && Boolean(pending[box.dataset.position]);
    if (link.classList.contains("done") !== done) {
      link.className = done ? "done" : "";
      link.innerHTML = box.dataset.position + (done ? '<span class="unseen"> ' + words.done + "</span>" : "");
    }
  });
  let any = Object.keys(pending).length > 0, there = answered - here;
  let text = words.sent.replace("{n}", there);
  if (any && trouble) text = words.offline + "\n" + words.kept.replace("{here}", here).replace("{there}", there);
  else if (any) text = words.sending;
  saved.innerText = text;
  bar.classList.toggle("warn", Boolean(trouble));
  rescue.hidden = !(any && trouble && failures > 3);
  show(message());
}
function count() {
  return waiting(ME).then(rows => {
    pending = {};
    rows.forEach(row => { pending[row.position] = true; });
    draw();
    return rows;
  });
}
function note(event) {
  let box = event.target.closest("[data-position]"), position = Number(box.dataset.position), answer = read(box);
  if (known[position] === JSON.stringify(answer) || taken) return;
  known[position] = JSON.stringify(answer);
  pending[position] = true;
  change(ME, position, answer, Math.min(now(), deadline)).then(() => { draw(); plan(QUIET); });
}
// A little chance in every wait, so that a whole room does not knock at the same moment.
function plan(delay) {
  clearTimeout(timer);
  timer = setTimeout(flush, delay + Math.random() * delay / 5);
}
function settled(ok) { calls.splice(0).forEach(call => call(ok)); }
function failed(done) {
  trouble = done.status === 503 || done.status === 429 ? "busy" : "banner";
  failures += 1;
  plan(Math.max(done.after, Math.min(BEAT, 1000 * Math.pow(2, failures))));
  draw();
  settled(false);
}
function received(done, ended) {
  let reply = done.reply;
  trouble = "";
  failures = 0;
  late = late || reply.refused.some(pair => pair[1] === "too_late" || pair[1] === "closed");
  unread = reply.refused.some(pair => pair[1] === "unreadable") ? "unread" : unread;
  taken = reply.taken_over;
  if (taken) boxes.forEach(box => { box.disabled = true; });
  count().then(rows => {
    if (rows.length) { plan(0); return; }
    settled(true);
    if (taken || ended) location.reload();
    else if (reply.closed) flush({ submit: true });
    else plan(CONTACT);
  });
}
// `more`: what is said besides the answers once none is left behind.
function flush(more) {
  if (busy) { plan(QUIET); return; }
  busy = true;
  clearTimeout(timer);
  let began = Date.now(), word = Object.assign({ empty: Boolean(over || more) }, more);
  deliver(ME, ADDRESS, TOKEN, word).then(done => {
    busy = false;
    if (done.status !== 200) { failed(done); return; }
    synced = Date.now();
    offset = done.reply.now + (synced - began) / 2 - synced;
    if (deadline !== done.reply.deadline) { deadline = done.reply.deadline; announced = 0; }
    received(done, Boolean(more) && done.left === 0);
  });
}
function everythingSent(then) {
  calls.push(then);
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
  if (left > 0 || over || taken) return;
  over = true;
  boxes.forEach(box => { box.disabled = true; });
  draw();
  handIn();
}
function handIn() {
  everythingSent(ok => {
    if (ok) flush({ submit: true });
    else setTimeout(handIn, 3000);
  });
}
// The last resort: what waits, with the pass that binds it to this paper, in a file for the invigilator.
function makeRescueFile() {
  return waiting(ME).then(rows => {
    let file = { miaopu: "rescue", attempt: ME, made: Math.round(now()), passes: {} };
    rows.forEach(row => { (file.passes[row.token] = file.passes[row.token] || []).push([row.position, row.seq, row.answer, row.at]); });
    let link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(file)], { type: "application/json" }));
    link.download = "answers-" + ME.slice(0, 8) + ".json";
    document.body.appendChild(link);
    link.click();
    link.remove();
  });
}

begin(ME, { token: TOKEN, url: ADDRESS, last: Number(form.dataset.last) }).then(rows => {
  rows.sort((one, other) => one.at - other.at).forEach(row => {
    let box = form.querySelector('[data-position="' + row.position + '"]');
    if (box) write(box, row.answer);
  });
  boxes.forEach(box => { known[box.dataset.position] = JSON.stringify(read(box)); });
  form.addEventListener("input", note);
  form.addEventListener("change", note);
  if (!durable) form.dataset.memory = "yes";
  count().then(found => plan(found.length ? 0 : CONTACT));
  tick();
  setInterval(tick, 1000);
});
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
rescue.querySelector("button").addEventListener("click", makeRescueFile);
addEventListener("online", () => flush());
addEventListener("offline", () => { trouble = "banner"; draw(); });
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && Date.now() - synced > CONTACT) flush();
});
