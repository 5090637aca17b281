// Makes a long form pleasant: keeps what is typed as a draft every few seconds. Without scripts the
// button «Сохранить черновик» does the same, and so does every other button of the form.
"use strict";

(() => {
  const PAUSE_MS = 3000; // after the last key
  const AGAIN_MS = 15000; // after a failure
  const UNREACHABLE = "Не сохранено: нет связи. Скоро попробуем ещё раз.";
  const ENDED =
    "Не сохранено: сеанс завершился. Нажмите «Сохранить черновик» и войдите: введённое не пропадёт.";

  const form = document.getElementById("document");
  const saved = document.getElementById("saved");
  if (!form || !saved || !form.dataset.draft) return;

  let timer = 0;
  let isChanged = false;
  let isSent = false; // the form itself is on its way: nothing more to keep

  const body = () => new URLSearchParams(new FormData(form));

  function plan(delay) {
    clearTimeout(timer);
    timer = setTimeout(keep, delay);
  }

  async function keep() {
    if (!isChanged || isSent) return;
    isChanged = false;
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: body(), redirect: "error" });
      tell(answer.status === 401 ? ENDED : await wordsOf(answer));
      if (answer.ok) history.replaceState(history.state, "", form.dataset.kept + location.hash);
    } catch {
      isChanged = true;
      tell(UNREACHABLE);
      plan(AGAIN_MS);
    }
  }

  async function wordsOf(answer) {
    const isOurs = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    return isOurs ? (await answer.json()).said : "Не сохранено. Нажмите «Сохранить черновик».";
  }

  function tell(words) {
    if (!isSent) saved.textContent = words;
  }

  function note() {
    isChanged = true;
    plan(PAUSE_MS);
  }

  form.addEventListener("input", note);
  form.addEventListener("change", note);
  form.addEventListener("submit", () => {
    isSent = true;
    clearTimeout(timer);
  });
  window.addEventListener("pageshow", () => {
    isSent = false; // back from the page that the form led to
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden" || !isChanged || isSent) return;
    isChanged = false;
    fetch(form.dataset.draft, { method: "POST", body: body(), keepalive: true }).catch(() => {
      isChanged = true;
    });
  });
})();
