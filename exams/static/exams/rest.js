// On the pages around a paper: sends what a closed tab left on the phone, and lets nobody hand in before it has gone out.
import { deliver, papers, waiting } from "./kept.js";

const said = document.getElementById("rest");
function say(count) {
  if (!said) return;
  said.hidden = !count;
  said.textContent = said.dataset.waiting.replace("{n}", count);
}
function sendAll() {
  return papers().then(found => Promise.all(found.map(paper =>
    waiting(paper.attempt).then(rows => rows.length ? deliver(paper.attempt, paper.url, paper.token, null) : null)
  ))).then(() => waiting()).then(left => { say(left.length); return left.length; });
}
function keepTrying() {
  sendAll().then(left => { if (left) setTimeout(keepTrying, 5000 + Math.random() * 5000); });
}
document.querySelectorAll("form[data-paper]").forEach(form => {
  form.addEventListener("submit", event => {
    event.preventDefault();
    sendAll().then(() => waiting(form.dataset.paper)).then(left => { if (!left.length) form.submit(); });
  });
});
addEventListener("online", sendAll);
keepTrying();
