// Keeps a page fresh while documents are being made. Badges are told their states by a stream of
// events, or ask for them again and again where there is no stream. Parts of a page that say more
// ([data-fresh]) are taken from the page asked for anew, so that nobody loses the place they are at.
// Without scripts such pages ask again by themselves; a list shows what was so when it was opened.
"use strict";

(() => {
  const FIRST_MS = 1000;
  const LAST_MS = 15000;
  const SLOWER = 1.15;
  const FOCUSABLE = "a, button, input, select, textarea, summary";
  const watched = [...document.querySelectorAll("[data-live]")];
  const ids = watched.map((badge) => `id=${badge.dataset.live}`).join("&");
  let pause = FIRST_MS;
  let stream = null;

  const isSeen = () => document.visibilityState === "visible";

  // Every `pause`, which grows, until `step` has nothing left to wait for.
  function repeat(step) {
    setTimeout(async () => {
      if (isSeen()) {
        pause = Math.min(pause * SLOWER, LAST_MS);
        if (!(await step())) return;
      }
      repeat(step);
    }, pause);
  }

  function listen() {
    stream = new EventSource(`/documents/events?${ids}`);
    stream.onmessage = (event) => {
      if (!show(JSON.parse(event.data))) hangUp();
    };
    stream.onerror = () => {
      if (stream?.readyState !== EventSource.CLOSED) return; // it comes back by itself
      stream = null;
      document.removeEventListener("visibilitychange", listenWhileSeen);
      repeat(ask);
    };
  }

  function hangUp() {
    stream?.close();
    stream = null;
    document.removeEventListener("visibilitychange", listenWhileSeen);
  }

  // Behind another tab nobody looks: the place is free for others.
  function listenWhileSeen() {
    stream?.close();
    stream = null;
    if (isSeen()) listen();
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

  // The page says itself whether it still changes: then its parts are marked.
  async function renew() {
    try {
      const answer = await fetch(location.href, { cache: "no-store", redirect: "error" });
      if (!answer.ok) return true;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      document.title = page.title;
      for (const part of document.querySelectorAll("[data-fresh]")) put(part, page.getElementById(part.id));
      return Boolean(page.querySelector("[data-fresh]"));
    } catch {
      return true;
    }
  }

  function put(part, fresh) {
    if (part.innerHTML === (fresh?.innerHTML ?? "")) return;
    const held = part.contains(document.activeElement) ? document.activeElement : null;
    part.replaceChildren(...(fresh?.childNodes ?? []));
    if (!held) return;
    const same = [...part.querySelectorAll(FOCUSABLE)].find((one) => one.outerHTML === held.outerHTML);
    (same ?? document.getElementById("main")).focus({ preventScroll: true });
  }

  if (document.querySelector("[data-fresh]")) repeat(renew);
  if (watched.length && "EventSource" in window) {
    document.addEventListener("visibilitychange", listenWhileSeen);
    listenWhileSeen();
  } else if (watched.length) {
    repeat(ask);
  }
  document.addEventListener("visibilitychange", () => {
    pause = FIRST_MS;
  });
})();
