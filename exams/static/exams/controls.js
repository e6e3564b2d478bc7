// What is filled in at a question: read(box), write(box, answer). A box says its kind in data-kind; so do the parts of a case and
// the gaps of a cloze, with their number in data-part. No ?. ?? or replaceWith of lists: Chrome 61.
const isField = box => /^(INPUT|SELECT|TEXTAREA)$/.test(box.tagName);
const field = box => isField(box) ? box : box.querySelector("input:not([type=hidden]), select, textarea");
const all = (box, what) => Array.from(box.querySelectorAll(what));
const parts = box => all(box, "[data-part]").filter(part => part.parentNode.closest("[data-kind]") === box);
const typed = box => field(box).value.trim() || null;
const picked = box => all(box, ":checked").map(input => input.value);
const whole = found => Object.keys(found).length ? found : null;

function readOrder(box) {
  let placed = [];
  all(box, ".order select").forEach(select => {
    let place = Number(select.value);
    if (place && !placed[place - 1]) placed[place - 1] = select.dataset.key;
  });
  return placed.length ? Array.from(placed, key => key || null) : null;
}
function readRows(box) {
  let found = {};
  all(box, "select[data-key]").forEach(select => { if (select.value) found[select.dataset.key] = select.value; });
  return whole(found);
}
function readParts(box) {
  let found = {};
  parts(box).forEach(part => {
    let answer = read(part);
    if (answer !== null) found[part.dataset.part] = answer;
  });
  return whole(found);
}
function readEssay(box) {
  let text = typed(box) || "", files = all(box, "input[type=hidden][name$='.files']").map(input => input.value);
  return text || files.length ? { text: text, files: files } : null;
}
const READ = {
  single: box => isField(box) ? box.value || null : picked(box)[0] || null,
  multiple: box => { let keys = picked(box).sort(); return keys.length ? keys : null; },
  true_false: box => { let value = picked(box)[0]; return value ? value === "true" : null; },
  numeric: typed,
  short_text: typed,
  ordering: readOrder,
  matching: readRows,
  cloze: readParts,
  case: readParts,
  essay: readEssay,
};
export function read(box) { return READ[box.dataset.kind](box); }

export function write(box, answer) {
  let kind = box.dataset.kind;
  if (kind === "cloze" || kind === "case") {
    parts(box).forEach(part => {
      let given = answer === null ? undefined : answer[part.dataset.part];
      write(part, given === undefined ? null : given);
    });
  } else if (kind === "matching") {
    all(box, "select[data-key]").forEach(select => { select.value = answer && answer[select.dataset.key] || ""; });
  } else if (kind === "ordering") {
    all(box, ".order select").forEach(select => { select.value = String(answer ? answer.indexOf(select.dataset.key) + 1 || "" : ""); });
    arrange(box.querySelector(".order"));
  } else if (kind === "essay") {
    field(box).value = answer === null ? "" : answer.text;
  } else if (kind === "numeric" || kind === "short_text" || isField(box)) {
    field(box).value = answer === null ? "" : answer;
  } else {
    let keys = [].concat(answer === null ? [] : answer).map(String);
    all(box, ".choice input").forEach(input => { input.checked = keys.indexOf(input.value) >= 0; });
  }
}

// Putting in order: buttons up and down beside the numbers. Once every thing has its number, the list stands in that order.
const items = list => Array.from(list.children);
const place = item => item.querySelector("select").value;
function arrange(list) {
  let sorted = items(list);
  if (sorted.every(place)) sorted.sort((one, other) => place(one) - place(other)).forEach(item => list.appendChild(item));
  items(list).forEach((item, index) => {
    let buttons = item.querySelectorAll("button");
    if (!buttons.length) return;
    buttons[0].disabled = index === 0;
    buttons[1].disabled = index === list.children.length - 1;
  });
}
function changed(list) { list.dispatchEvent(new Event("change", { bubbles: true })); }
function move(list, item, by, said) {
  let row = items(list), from = row.indexOf(item);
  row.splice(from, 1);
  row.splice(from + by, 0, item);
  row.forEach((each, index) => { each.querySelector("select").value = String(index + 1); });
  arrange(list);
  said.textContent = item.querySelector("span").textContent + ": " + place(item);
  changed(list);
}
// Of two with the same number the one just changed has it; the other gets the number that this one had.
function swap(list, select) {
  let had = select.dataset.had || "";
  all(list, "select").forEach(other => {
    if (other !== select && other.value && other.value === select.value) other.value = had;
  });
  arrange(list);
  remember(list);
}
function remember(list) { all(list, "select").forEach(select => { select.dataset.had = select.value; }); }
function button(list, item, by, sign, word, said) {
  let made = document.createElement("button");
  made.type = "button";
  made.textContent = sign;
  made.setAttribute("aria-label", word + ": " + item.querySelector("span").textContent);
  made.addEventListener("click", () => {
    move(list, item, by, said);
    remember(list);
    if (made.disabled) item.querySelector("button:not(:disabled)").focus();
    else made.focus();
  });
  item.appendChild(made);
}
export function enhance(root) {
  all(root, ".order").forEach(list => {
    let said = document.createElement("p");
    said.className = "unseen";
    said.setAttribute("role", "status");
    list.parentNode.insertBefore(said, list.nextSibling);
    items(list).forEach(item => {
      button(list, item, -1, "↑", list.dataset.up, said);
      button(list, item, 1, "↓", list.dataset.down, said);
    });
    list.addEventListener("change", event => { if (event.target !== list) swap(list, event.target); });
    arrange(list);
    remember(list);
  });
}
