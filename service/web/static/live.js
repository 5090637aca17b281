// Keeps the states of unfinished documents on a page up to date. Without scripts the card of a
// document asks again by itself, and a list shows what was so when it was opened.
"use strict";

(() => {
  const FIRST_MS = 1000;
  const LAST_MS = 15000;
  const SLOWER = 1.15;
  const watched = [...document.querySelectorAll("[data-live]")];
  if (!watched.length) return;

  const ids = watched.map((badge) => `id=${badge.dataset.live}`).join("&");
  let pause = FIRST_MS;

  async function look() {
    if (document.visibilityState === "visible") {
      pause = Math.min(pause * SLOWER, LAST_MS);
      if (!(await ask())) return;
    }
    setTimeout(look, pause);
  }

  // The browser itself sends If-None-Match and hands over what it kept when nothing has changed.
  async function ask() {
    try {
      const answer = await fetch(`/documents/states?${ids}`, { cache: "no-cache", redirect: "error" });
      return !answer.ok || show(await answer.json());
    } catch {
      return true; // away for a moment, or signed out: the next page will say so
    }
  }

  function show(states) {
    let isBusy = false;
    for (const badge of watched) {
      const known = states[badge.dataset.live];
      if (!known) continue;
      isBusy = isBusy || known.busy;
      if (known.state === badge.dataset.state) continue;
      if ("reload" in badge.dataset && !isTyping()) location.reload();
      badge.dataset.state = known.state;
      badge.textContent = known.title;
      badge.className = `badge ${known.tone}`;
    }
    return isBusy;
  }

  function isTyping() {
    return [...document.querySelectorAll("main input:not([type=hidden]), main textarea")].some(
      (box) => box.type !== "checkbox" && box.type !== "radio" && box.value,
    );
  }

  setTimeout(look, pause);
  document.addEventListener("visibilitychange", () => {
    pause = FIRST_MS;
  });
})();
