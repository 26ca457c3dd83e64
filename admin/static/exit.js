// Leaves at once and keeps our pages out of the way back (safety S9): button, or Escape.
// Written for old phones too; without it the button is a plain link.
"use strict";

(function () {
  var exit = document.getElementById("exit");
  var leaving = false;

  function leave(event) {
    // Also the second Escape: it would stop the browser from going away.
    event.preventDefault();
    if (leaving) return;
    leaving = true;
    // The next page may be slow to come; this one is gone at once.
    document.title = exit.hostname;
    document.documentElement.hidden = true;
    window.location.replace(exit.href);
  }

  // Our pages take each other's place, so that one step leaves all of them.
  function follow(event) {
    var link = event.target.closest ? event.target.closest("a[href^='/info/']") : null;
    var elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || elsewhere) return;
    event.preventDefault();
    window.location.replace(link.href);
  }

  exit.addEventListener("click", leave);
  document.addEventListener("click", follow);
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" || event.key === "Esc") leave(event);
  });
})();
