/* Answers from the courses a learner chose to keep (keep.js) when the network does not. Only there once something is kept.
   Pages come from the network first, so nobody is stuck with an old one; what is not kept never passes through here. */
var SHELL = "miaopu-shell-{{ build }}", OFFLINE = "{{ offline|escapejs }}", OFFLINE_EN = "{{ offline_en|escapejs }}", PATIENCE = 4000;
var ASSETS = [{% for address in shell %}"{{ address|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];

self.addEventListener("install", function (event) {
  event.waitUntil(caches.open(SHELL).then(function (shell) { return shell.addAll(ASSETS); }).then(function () { return self.skipWaiting(); }));
});
self.addEventListener("activate", function (event) {
  event.waitUntil(caches.keys().then(function (names) {
    return Promise.all(names.filter(function (name) { return name.indexOf("miaopu-shell-") === 0 && name !== SHELL; }).map(function (name) { return caches.delete(name); }));
  }).then(function () { return self.clients.claim(); }));
});

self.addEventListener("fetch", function (event) {
  var request = event.request, address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (address.pathname.indexOf("/static/") === 0) event.respondWith(keptOr(request, request));
  // Of a picture one size is kept, under the folder of all its sizes.
  else if (address.pathname.indexOf("/media/") === 0) event.respondWith(keptOr(request, address.pathname.replace(/[^/]*$/, "")));
  else if (request.mode === "navigate") event.respondWith(page(request, address));
});

// A file whose name holds its digest never changes.
function keptOr(request, name) {
  return caches.match(name).then(function (kept) { return kept ? part(request, kept) : fetch(request); });
}
// Players ask for a part of a sound.
function part(request, kept) {
  var asked = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("Range") || "");
  return !asked ? kept : kept.arrayBuffer().then(function (all) {
    var end = Math.min(asked[2] ? +asked[2] : all.byteLength, all.byteLength - 1), range = "bytes " + asked[1] + "-" + end + "/" + all.byteLength;
    return new Response(all.slice(+asked[1], end + 1), { status: 206, headers: { "Content-Type": kept.headers.get("Content-Type"), "Content-Range": range } });
  });
}
function page(request, address) {
  return caches.match(address.pathname, { ignoreVary: true }).then(function (kept) {
    var live = fetch(request);
    if (!kept) return live.catch(function () { return caches.match(address.pathname.indexOf("/en/") === 0 ? OFFLINE_EN : OFFLINE, { ignoreVary: true }); });
    return Promise.race([live, new Promise(function (resolve) { setTimeout(resolve, PATIENCE, kept); })]).then(function (answer) {
      return answer.status >= 500 ? kept : answer;
    }, function () { return kept; });
  });
}
