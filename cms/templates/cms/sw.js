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
// Players ask for a part of a sound; the answer is as the server gives it (courses/views/files.py).
function part(request, kept) {
  var asked = /^bytes=(?:(\d+)-(\d*)|-(\d+))$/.exec(request.headers.get("Range") || "");
  return !asked ? kept : kept.arrayBuffer().then(function (all) {
    var size = all.byteLength, from = asked[3] ? Math.max(0, size - asked[3]) : +asked[1], end = asked[2] ? Math.min(+asked[2], size - 1) : size - 1;
    if (from > end) return new Response(null, { status: 416, headers: { "Content-Range": "bytes */" + size } });
    return new Response(all.slice(from, end + 1), { status: 206, headers: {
      "Content-Type": kept.headers.get("Content-Type"), "Content-Length": end - from + 1, "Content-Range": "bytes " + from + "-" + end + "/" + size
    } });
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
