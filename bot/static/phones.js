"use strict";
// Sends forms without leaving the page and looks for new bubbles; without it, forms still work.

const EVERY = 900;

function toEnd(talk) {
  talk.scrollTop = talk.scrollHeight;
}

async function look(talk) {
  const answer = await fetch(`${talk.dataset.talk}?seen=${talk.dataset.seen}`);
  if (answer.status !== 200) return;
  talk.innerHTML = await answer.text();
  talk.dataset.seen = String(talk.querySelectorAll(".said").length);
  toEnd(talk);
}

async function lookAgain(talk) {
  try {
    if (!document.hidden) await look(talk);
  } catch {
    // The service is being restarted: the next look will tell.
  }
  setTimeout(() => lookAgain(talk), EVERY);
}

async function send(form, button) {
  const given = new FormData(form);
  if (button && button.name) given.set(button.name, button.value);
  given.set("script", "1");
  const words = form.querySelector("textarea");
  if (words) words.value = "";
  const share = form.querySelector("details");
  if (share) share.open = false;
  const talk = form.closest(".phone").querySelector(".talk");
  await fetch(form.action, { method: "POST", body: new URLSearchParams(given) });
  await look(talk);
  setTimeout(() => look(talk), 250);
}

document.addEventListener("submit", (event) => {
  event.preventDefault();
  send(event.target, event.submitter);
});

document.addEventListener("keydown", (event) => {
  const typed = event.target.closest ? event.target.closest(".write textarea") : null;
  if (typed && event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    typed.form.requestSubmit();
  }
});

for (const talk of document.querySelectorAll(".talk")) {
  toEnd(talk);
  lookAgain(talk);
}
