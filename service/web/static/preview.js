// The pages of a form beside it, anew a moment after typing. Without scripts a button leads to them.
"use strict";

(() => {
  const PAUSE_MS = 1500; // after the last key
  const AGAIN_MS = 15000; // after a failure
  const FIRST_MS = 300; // between two looks at pages that are being made
  const LAST_MS = 3000;
  const SLOWER = 1.3;
  const SEEN_FIRST = 2; // pictures that are there before the earlier ones go
  const BUSY = "Предпросмотр обновляется…"; // as the server says it: said once
  const UNREACHABLE = "Страницы не обновлены: нет связи. Скоро попробуем ещё раз.";
  const ENDED = "Страницы не обновлены: сеанс завершился. Сохраните черновик и войдите.";
  const AWAY = "Страницы сейчас не обновить. Нажмите «Посмотреть, как получится».";

  const form = document.getElementById("document");
  const panel = document.getElementById("preview");
  if (!form || !panel) return;

  let timer = 0;
  let isBusy = false; // one question at a time
  let isDue = false; // the form has changed: what is being made is out of date
  let pressed = null; // the button, when somebody asked for it

  function plan(delay) {
    clearTimeout(timer);
    timer = setTimeout(begin, delay);
  }

  async function begin() {
    isDue = true;
    if (isBusy || document.visibilityState === "hidden") return;
    isBusy = true;
    while (isDue) {
      isDue = false;
      await refresh();
    }
    isBusy = false;
    panel.removeAttribute("aria-busy");
  }

  async function refresh() {
    const button = pressed;
    pressed = null;
    panel.setAttribute("aria-busy", "true");
    say(BUSY);
    try {
      const body = new URLSearchParams(new FormData(form, button));
      const fresh = await ask(panel.dataset.order, { method: "POST", body });
      if (fresh && button && stateOf(fresh) === "unfit") submit(button);
      else if (fresh) await follow(fresh);
      if (button) lead();
    } catch {
      say(UNREACHABLE);
      plan(AGAIN_MS);
    }
  }

  // Looks again until the pages are there, or until there is something newer to make.
  async function follow(fresh) {
    for (let pause = FIRST_MS; stateOf(fresh) === "waiting"; pause = Math.min(pause * SLOWER, LAST_MS)) {
      say(wordsOf(fresh).textContent);
      await new Promise((wake) => setTimeout(wake, pause));
      if (isDue) return;
      if (document.visibilityState === "hidden") continue;
      fresh = await ask(pagesOf(fresh).dataset.panel, { cache: "no-store" });
      if (!fresh) return;
    }
    await show(fresh);
  }

  async function ask(place, options) {
    const answer = await fetch(place, { ...options, redirect: "error" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (pagesOf(fresh)) return fresh;
    say(answer.status === 401 ? ENDED : AWAY);
    return null;
  }

  async function show(fresh) {
    const pages = pagesOf(document);
    const made = document.adoptNode(pagesOf(fresh));
    const words = document.adoptNode(wordsOf(fresh));
    const hasOlder = pages.querySelector("img") !== null;
    if (made.dataset.state === "ready") {
      const first = [...made.querySelectorAll("img")].slice(0, SEEN_FIRST);
      await Promise.all(first.map((picture) => picture.decode().catch(() => {})));
    }
    const isKept = hasOlder && made.dataset.state !== "ready" && made.dataset.state !== "failed";
    pages.classList.toggle("old", isKept);
    if (!isKept) replace(pages, made);
    say(...words.childNodes);
  }

  function replace(pages, made) {
    const top = pages.scrollTop;
    for (const name of pages.getAttributeNames()) if (name !== "id" && name !== "class") pages.removeAttribute(name);
    for (const name of made.getAttributeNames()) if (name !== "class") pages.setAttribute(name, made.getAttribute(name));
    pages.replaceChildren(...made.childNodes);
    pages.scrollTop = top;
  }

  const pagesOf = (page) => page.getElementById("preview-pages");
  const wordsOf = (page) => page.getElementById("preview-said");
  const stateOf = (page) => pagesOf(page).dataset.state;

  // Said politely and once: the place is a live region, and the same words are not said again.
  function say(...words) {
    const said = wordsOf(document);
    const text = words.map((word) => word.textContent ?? word).join("");
    if (said.textContent !== text) said.replaceChildren(...words);
  }

  // To the pages, where they are not beside the form: for whoever has asked for them.
  function lead() {
    if (getComputedStyle(panel).position !== "sticky") panel.scrollIntoView({ block: "start" });
  }

  function submit(button) {
    const carrier = document.createElement("input");
    Object.assign(carrier, { type: "hidden", name: button.name, value: button.value });
    form.append(carrier);
    form.submit();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=_action][value=preview]");
    if (!button || button.form !== form) return;
    event.preventDefault();
    pressed = button;
    lead();
    plan(0);
  });
  for (const kind of ["input", "change", "reshaped"]) form.addEventListener(kind, () => plan(PAUSE_MS));
  document.addEventListener("visibilitychange", () => {
    if (isDue && !isBusy) plan(0);
  });

  if (stateOf(document) === "waiting") {
    isBusy = true;
    follow(document).catch(() => say(UNREACHABLE)).finally(() => {
      isBusy = false;
      if (isDue) plan(0);
    });
  }
})();

// On the page of the pages alone: shows them when they are there.
(() => {
  const LOOK_MS = 1000;
  const pages = document.getElementById("preview-pages");
  if (!pages || pages.dataset.state !== "waiting" || document.getElementById("document")) return;

  async function look() {
    if (document.visibilityState === "visible" && !(await isWaiting())) location.reload();
    else setTimeout(look, LOOK_MS);
  }

  async function isWaiting() {
    try {
      const answer = await fetch(pages.dataset.panel, { cache: "no-store", redirect: "error" });
      return (await answer.text()).includes('data-state="waiting"');
    } catch {
      return true; // away for a moment
    }
  }

  setTimeout(look, LOOK_MS);
})();
