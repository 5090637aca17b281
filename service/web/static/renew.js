// Brings a page that waits for others up to date without loading it anew: what is read or focused
// stays where it is, and screen readers hear what the status says. Without scripts the page asks
// again by itself. The parts that change are marked data-renew and have an id.
"use strict";

(() => {
  const SLOWER = 1.15;
  let pause = 1000 * Number(document.querySelector("[data-renew-seconds]")?.dataset.renewSeconds);
  if (!pause) return;

  async function renew() {
    if (document.visibilityState !== "visible" || (await ask())) {
      pause *= SLOWER;
      setTimeout(renew, pause);
    }
  }

  // Whether there is more to wait for.
  async function ask() {
    try {
      const answer = await fetch(location.href, { cache: "no-cache", redirect: "error" });
      if (!answer.ok) return true;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      document.title = fresh.title;
      const isDone = !fresh.querySelector("[data-renew-seconds]");
      return [...document.querySelectorAll("[data-renew]")].map((part) => put(part, fresh)).includes(false) || !isDone;
    } catch {
      return true; // away for a moment, or signed out: the next page will say so
    }
  }

  // Whether the part is as it should be: not while somebody stands in it.
  function put(part, fresh) {
    const wanted = fresh.getElementById(part.id);
    if (!wanted || wanted.outerHTML === part.outerHTML) return true;
    if (part.contains(document.activeElement)) return false;
    if (part.tagName === "PROGRESS") part.value = wanted.value;
    part.innerHTML = wanted.innerHTML;
    return true;
  }

  setTimeout(renew, pause);
})();
