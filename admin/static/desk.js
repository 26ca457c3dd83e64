// The desk works without this file: it only makes the queue live and locks what shows identity.
"use strict";

const rows = document.getElementById("rows");

function announce() {
  const news = document.getElementById("news");
  if (news) news.textContent = news.dataset.words;
}

function known() {
  return new Set([...rows.querySelectorAll("[data-case]")].map((row) => row.dataset.case));
}

if (rows && window.htmx && window.EventSource) {
  let before = known();
  new EventSource(rows.dataset.live).addEventListener("queue", () => {
    document.body.dispatchEvent(new Event("queue-changed"));
  });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target === rows) before = known();
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== rows) return;
    const fresh = [...rows.querySelectorAll("[data-case]")].filter((row) => !before.has(row.dataset.case));
    fresh.forEach((row) => row.classList.add("fresh"));
    if (fresh.length) announce();
  });
}

// A preview that htmx brings in must be found by who does not see it appear.
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "preview") event.detail.target.focus();
});
