// A page that waits for work elsewhere looks again by itself, but not while nobody looks at it.
setTimeout(function again() {
  if (document.hidden) setTimeout(again, 2000);
  else location.reload();
}, 2000);
