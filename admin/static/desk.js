// The desk works without this file: it only makes the queue and campaigns live, locks what shows
// identity, and keeps what is being typed into a pack.
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

const moves = document.getElementById("moves");

// Figures move by themselves and are not read aloud; a new state is, and only then buttons are replaced.
if (moves && window.htmx && window.EventSource) {
  const live = new EventSource(moves.dataset.live);
  for (const name of ["campaign-moved", "campaign-acted"]) {
    live.addEventListener(name, () => document.body.dispatchEvent(new Event(name)));
  }
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "acts") return;
    document.getElementById("news").textContent = document.getElementById("acts").dataset.said;
  });
}

// A preview that htmx brings in must be found by who does not see it appear.
document.body.addEventListener("htmx:afterSwap", (event) => {
  // The target itself has been replaced by then.
  if (event.detail.target.id === "preview") document.getElementById("preview").focus();
});

// Texts of packs are typed for long: what was typed outlives a session that ended meanwhile. Kept in
// this tab, for this operator, and only until the version that it was typed on is another one.
const typed = document.querySelector("form[data-keep]");

function typedFields() {
  return [...typed.querySelectorAll("textarea, select, input:not([type=hidden])")];
}

if (typed) {
  const key = typed.dataset.keep;
  const stamp = typed.elements.stamp.value;
  const before = JSON.parse(sessionStorage.getItem(key) || "{}");
  if (before.stamp === stamp) {
    const other = typedFields().filter((field) => (before.values[field.name] ?? field.value) !== field.value);
    other.forEach((field) => { field.value = before.values[field.name]; });
    document.getElementById("kept").hidden = other.length === 0;
  } else {
    sessionStorage.removeItem(key);
  }
  typed.addEventListener("input", () => {
    const values = Object.fromEntries(typedFields().map((field) => [field.name, field.value]));
    sessionStorage.setItem(key, JSON.stringify({ stamp, values }));
  });
  document.getElementById("unsaved").addEventListener("click", () => sessionStorage.removeItem(key));
}
