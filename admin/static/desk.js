// The desk works without this file: it only makes the queue live and locks what shows identity.
"use strict";

const rows = document.getElementById("rows");

// Only what changed is read aloud; the whole table is no live region.
function announce(fresh, before, now) {
  const news = document.getElementById("news");
  const said = [];
  if (fresh) said.push(news.dataset.words);
  if (now.count !== before.count) said.push(now.count);
  if (now.failed && now.failed !== before.failed) said.push(now.failed);
  if (said.length) news.textContent = said.join(" ");
}

function counted() {
  const failed = document.getElementById("failed");
  return {
    count: document.getElementById("shown").dataset.count,
    failed: failed ? failed.textContent : "",
  };
}

function known() {
  return new Set([...rows.querySelectorAll("[data-case]")].map((row) => row.dataset.case));
}

if (rows && window.htmx && window.EventSource) {
  let before = known();
  let counts = counted();
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
    const now = counted();
    announce(fresh.length > 0, counts, now);
    document.getElementById("count").textContent = now.count;
    counts = now;
  });
}

// A preview that htmx brings in must be found by who does not see it appear.
document.body.addEventListener("htmx:afterSwap", (event) => {
  // The target itself has been replaced by then.
  if (event.detail.target.id === "preview") document.getElementById("preview").focus();
});
