// Leaves at once and keeps this page out of the way back (safety S9): button, or Escape.
"use strict";

const exit = document.getElementById("exit");

function leave(event) {
  event.preventDefault();
  window.location.replace(exit.href);
}

exit.addEventListener("click", leave);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") leave(event);
});
