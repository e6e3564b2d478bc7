/* A worksheet saves with its buttons. With this file it also saves by itself, and what could not be sent waits on the phone,
   under the sheet's own number: the server gives the sheet to nobody else, so it goes to its owner or nowhere. Chrome 61. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-sheet]"), status = document.querySelector("[data-status]");
  if (!form || !window.fetch || !window.Promise || !window.FormData || !URLSearchParams) return;
  var words = form.dataset, KEY = "miaopu-sheet:" + words.sheet, WAIT = 4000;
  var outcome = form.querySelector("[data-outcome]"), timer = null, busy = false, dirty = false;

  function newId() {
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = bytes[6] & 15 | 64;
    bytes[8] = bytes[8] & 63 | 128;
    return Array.from(bytes, function (b) { return (b + 256).toString(16).slice(1); }).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }
  function typed() {
    return Array.from(new FormData(form)).filter(function (pair) { return pair[0] !== "csrfmiddlewaretoken"; });
  }
  // What waits carries the number of the save it began from, so that nothing newer from another phone is undone.
  function keep() {
    try { localStorage.setItem(KEY, JSON.stringify(typed())); return true; } catch (e) { return false; }
  }
  function forget() { try { localStorage.removeItem(KEY); } catch (e) { /* nothing was kept */ } }
  function kept() { try { return JSON.parse(localStorage.getItem(KEY)); } catch (e) { return null; } }
  function tell(text) { status.textContent = text; }

  function byName(pairs) {
    return pairs.reduce(function (values, pair) { (values[pair[0]] = values[pair[0]] || []).push(pair[1]); return values; }, {});
  }
  // Set every field but those for which `spare` says no.
  function put(values, spare) {
    Array.from(form.elements).forEach(function (field) {
      if (!field.name || /^(csrfmiddlewaretoken|base|save_id)$/.test(field.name) || field.type === "submit" || spare && spare(field.name)) return;
      var given = values[field.name] || [];
      if (field.type === "checkbox" || field.type === "radio") field.checked = given.indexOf(field.value) >= 0;
      else if (field.value !== (given[0] || "")) field.value = given[0] || "";
    });
  }
  function mark(errors) {
    Array.from(form.querySelectorAll("[data-said]")).forEach(function (line) { line.remove(); });
    Array.from(form.querySelectorAll("[aria-invalid]")).forEach(function (field) { field.removeAttribute("aria-invalid"); });
    Object.keys(errors).forEach(function (name) {
      var field = form.querySelector("[name='" + name + "']"), line = document.createElement("p");
      if (!field) return;
      field.setAttribute("aria-invalid", "true");
      line.className = "errorlist";
      line.setAttribute("data-said", "");
      line.textContent = errors[name].join(" ");
      var place = field.parentNode.className === "unit" ? field.parentNode : field;
      place.parentNode.insertBefore(line, place);
    });
  }
  // What now stands comes back, also what another phone changed; a field typed in meanwhile is left alone.
  function settle(answer, sent) {
    var since = byName(typed());
    put(answer.fields, function (name) { return JSON.stringify(since[name]) !== JSON.stringify(sent[name]); });
    form.elements.base.value = answer.number;
    form.elements.save_id.value = newId();
    outcome.innerHTML = answer.outcome;  // our own server's words, escaped there
    mark({});
    if (dirty) keep(); else forget();
    tell(words.kept.replace("{at}", answer.at));
  }
  function save() {
    clearTimeout(timer);
    if (busy) return;
    busy = true;
    dirty = false;
    var sent = byName(typed());
    fetch(location.pathname, {
      method: "POST", credentials: "same-origin", headers: { Accept: "application/json" }, body: new FormData(form)
    }).then(function (answer) {
      if (answer.redirected || answer.status === 403 || answer.status === 404) { tell(words.signedOut); return null; }
      if (answer.status === 422) return answer.json().then(function (said) { mark(said.errors); tell(words.look); });
      if (!answer.ok) throw new Error("not taken");
      return answer.json().then(function (receipt) { settle(receipt, sent); });
    }).catch(function () {
      tell(keep() ? words.waiting : words.onlyHere);
    }).then(function () {
      busy = false;
      if (dirty) later();
    });
  }
  function later() {
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  }
  function changed() {
    dirty = true;
    if (!keep()) tell(words.onlyHere); else tell(words.typing);
    later();
  }
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  // A tap on a button is a plain save of the whole page; without a signal it would be lost, so it waits like the rest.
  form.addEventListener("submit", function (event) {
    clearTimeout(timer);
    keep();
    if (navigator.onLine === false) {
      event.preventDefault();
      tell(words.waiting);
    }
  });
  window.addEventListener("online", function () { if (kept()) save(); });

  var before = kept();
  if (before && form.querySelector("[role=alert]") === null) {
    var there = byName(typed()), then = byName(before), number = then.base, save_id = then.save_id;
    delete there.base; delete there.save_id; delete then.base; delete then.save_id;
    if (Object.keys(Object.assign({}, there, then)).every(function (name) { return JSON.stringify(there[name]) === JSON.stringify(then[name]); })) {
      forget();
    } else {
      put(then);
      form.elements.base.value = number[0];
      form.elements.save_id.value = save_id[0];
      tell(words.back);
      save();
    }
  }
})();
