/* Keeping a course on the phone, to study without a network. Only with a service worker, so only over https or on this very machine.
   One cache for each course, named miaopu-course-<key>-<digest>; its list (kept.json) lies in it. Written for Chrome 61. */
(function () {
  "use strict";
  if (!("serviceWorker" in navigator) || !window.caches) return;
  var PREFIX = "miaopu-course-";

  function keptNames() {
    return caches.keys().then(function (names) { return names.filter(function (name) { return name.indexOf(PREFIX) === 0; }); });
  }
  function nameOf(key, digest) { return PREFIX + key + "-" + digest; }

  // Resolves when a worker stands behind the site; where it is switched off, none ever does.
  function worker() {
    return navigator.serviceWorker.register("/sw.js").then(function () { return navigator.serviceWorker.ready; });
  }
  function list(address) {
    return fetch(address, { cache: "no-cache" }).then(function (answer) {
      if (!answer.ok) throw new Error("no list");
      return Promise.all([answer.clone().json(), answer]);
    });
  }
  // Of a picture one size is kept, under the folder of all its sizes (sw.js).
  function put(box, address) {
    return fetch(new Request(address, { cache: "reload", credentials: "omit" })).then(function (answer) {
      if (!answer.ok) throw new Error(address);
      return box.put(address.indexOf("/media/") === 0 ? address.replace(/[^/]*$/, "") : address, answer);
    });
  }
  // Everything or nothing: a course that lacks a lesson is not called kept.
  function keep(key, address, withSound, progress) {
    var old, name, total, done = 0;
    return worker().then(keptNames).then(function (names) {
      old = names.filter(function (one) { return one.indexOf(PREFIX + key) === 0; });
      return list(address);
    }).then(function (found) {
      var plan = found[0], addresses = plan.pages.concat(plan.pictures, plan.assets, withSound ? plan.sounds : []);
      name = nameOf(key, plan.digest);
      total = addresses.length;
      return caches.open(name).then(function (box) {
        return addresses.reduce(function (before, one) {
          return before.then(function () { return put(box, one); }).then(function () { progress(done += 1, total); });
        }, Promise.resolve()).then(function () { return box.put(address, found[1]); });
      });
    }).then(function () {
      return Promise.all(old.filter(function (one) { return one !== name; }).map(function (one) { return caches.delete(one); }));
    }, function (error) {
      return (old && old.indexOf(name) < 0 && name ? caches.delete(name) : Promise.resolve()).then(function () { throw error; });
    });
  }

  function courseBox(box) {
    var key = box.dataset.keep, address = box.dataset.list, button = box.querySelector("button"), bar = box.querySelector("progress");
    var sound = box.querySelector("[data-sound]"), words = box.querySelector("[role=status]"), away = box.querySelectorAll("button")[1];
    function mine() {
      return keptNames().then(function (names) { return names.filter(function (name) { return name.indexOf(PREFIX + key) === 0; }); });
    }
    function show(text, kept) {
      words.textContent = text;
      button.hidden = kept;
      if (sound) sound.parentNode.hidden = kept;
      away.hidden = !kept;
      bar.hidden = true;
    }
    function look() {
      return mine().then(function (names) {
        if (!names.length) return show("", false);
        show(box.dataset.kept, true);
        return list(address).then(function (found) {
          if (names.indexOf(nameOf(key, found[0].digest)) >= 0) return;
          show(box.dataset.old, true);
          button.textContent = box.dataset.renew;
          button.hidden = false;
        }, function () { /* no network: what is kept is what there is */ });
      });
    }
    button.addEventListener("click", function () {
      button.disabled = true;
      bar.hidden = false;
      words.textContent = box.dataset.keeping;
      keep(key, address, !!sound && sound.checked, function (done, total) { bar.max = total; bar.value = done; }).then(look, function () { show(box.dataset.failed, false); }).then(function () {
        button.disabled = false;
      });
    });
    away.addEventListener("click", function () {
      mine().then(function (names) { return Promise.all(names.map(function (name) { return caches.delete(name); })); }).then(look);
    });
    box.hidden = false;
    look();
  }

  // Where nothing can be reached: what there is on this phone.
  function keptList(section) {
    keptNames().then(function (names) {
      return Promise.all(names.map(function (name) {
        return caches.open(name).then(function (box) {
          return box.keys().then(function (found) {
            var at = found.filter(function (one) { return /kept\.json$/.test(one.url); })[0];
            return at && box.match(at).then(function (answer) { return answer.json(); });
          });
        });
      }));
    }).then(function (plans) {
      plans.filter(Boolean).forEach(function (plan) {
        var row = document.createElement("li"), link = document.createElement("a");
        link.href = plan.pages[0];
        link.className = "more";
        link.textContent = plan.title;
        row.appendChild(link);
        section.querySelector("ul").appendChild(row);
        section.hidden = false;
        document.querySelector("[data-kept-none]").hidden = true;
      });
    });
  }

  Array.from(document.querySelectorAll("[data-keep]")).forEach(courseBox);
  Array.from(document.querySelectorAll("[data-kept-list]")).forEach(keptList);
})();
