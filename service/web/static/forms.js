// Makes a long form pleasant. Without scripts nothing is missing: every button of the form keeps what
// was typed, and all questions are shown, each with a word on when to answer it.
"use strict";

// A draft is kept every few seconds after a change.
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

  async function keep(how) {
    if (!isChanged || isSent) return;
    isChanged = false;
    try {
      const asked = { method: "POST", body: body(), redirect: "error", ...how };
      const answer = await fetch(form.dataset.draft, asked);
      tell(answer.status === 401 ? ENDED : await wordsOf(answer));
      if (answer.ok) {
        history.replaceState(history.state, "", form.dataset.kept + location.hash);
        return;
      }
    } catch {
      tell(UNREACHABLE);
    }
    isChanged = true;
    plan(AGAIN_MS);
  }

  async function wordsOf(answer) {
    const isOurs = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    return isOurs ? (await answer.json()).said : "Не сохранено. Нажмите «Сохранить черновик».";
  }

  function tell(words) {
    if (!isSent && saved.textContent !== words) saved.textContent = words; // not read aloud again
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
    if (document.visibilityState === "hidden") keep({ keepalive: true });
  });
})();

// Questions that mean nothing beside the other answers are hidden; what was typed never is.
(() => {
  const form = document.getElementById("document");
  if (!form) return;

  function isBelow(name, key) {
    return name === key || name.startsWith(`${key}.`) || name.startsWith(`${key}~`);
  }

  function textsOf(key) {
    return [...new FormData(form)]
      .filter(([name, text]) => isBelow(name, key) && !name.endsWith("#count") && text.trim())
      .map(([, text]) => text);
  }

  function isMet({ key, values, wanted, empty }) {
    const texts = textsOf(key);
    if (!texts.length) return empty === wanted;
    return (!values.length || values.includes(texts[0])) === wanted;
  }

  function isBlank(part) {
    const boxes = [...part.querySelectorAll("input, textarea, select")];
    return boxes.every((box) => {
      if (box.type === "hidden") return true;
      const isTick = box.type === "radio" || box.type === "checkbox";
      return isTick ? !box.checked || !box.value : !box.value.trim();
    });
  }

  function show() {
    for (const part of form.querySelectorAll("[data-when]")) {
      const isAsked = JSON.parse(part.dataset.when).every(isMet);
      part.hidden = !isAsked && !("wrong" in part.dataset) && isBlank(part);
    }
    for (const fold of form.querySelectorAll("details.cases")) {
      fold.hidden = [...fold.querySelectorAll(":scope > .grid > *")].every((part) => part.hidden);
    }
  }

  form.addEventListener("change", show);
  form.addEventListener("reshaped", show);
  show();
})();

// Rows of lists come, go and move without the page being loaded anew; the server does the work.
(() => {
  const ROW_BUTTON = /^(add|remove|up|down|typical):(.+)$/;
  const form = document.getElementById("document");
  if (!form) return;

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=_action]");
    const match = button && ROW_BUTTON.exec(button.value);
    if (!match) return;
    event.preventDefault();
    press(button, match[1], match[2]);
  });

  async function press(button, verb, target) {
    const isRow = verb !== "add" && verb !== "typical";
    const list = isRow ? target.slice(0, target.lastIndexOf(".")) : target;
    const fresh = await askFor(button);
    const part = fresh && fresh.getElementById(list);
    if (!part) {
      submit(button);
      return;
    }
    document.getElementById(list).replaceWith(part);
    document.getElementById("saved").textContent = fresh.getElementById("saved").textContent;
    form.dispatchEvent(new Event("reshaped"));
    focusOn(part, verb, list, Number(target.slice(list.length + 1)));
  }

  async function askFor(button) {
    const body = new URLSearchParams(new FormData(form, button));
    try {
      const answer = await fetch(form.action, { method: "POST", body, redirect: "error" });
      if (!answer.ok) return null;
      return new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      return null; // the form itself, sent as without scripts, says what is wrong
    }
  }

  function submit(button) {
    const carrier = document.createElement("input");
    Object.assign(carrier, { type: "hidden", name: "_action", value: button.value });
    form.append(carrier);
    form.submit();
  }

  function focusOn(part, verb, list, place) {
    const moved = place + (verb === "up" ? -1 : 1);
    const find = (direction) => part.querySelector(`[value="${direction}:${list}.${moved}"]`);
    const items = part.querySelectorAll(":scope > .item");
    const wanted = {
      add: () => items[items.length - 1].querySelector("input:not([type=hidden]), textarea, select"),
      up: () => find("up") || find("down"),
      down: () => find("down") || find("up"),
    }[verb];
    ((wanted && wanted()) || part).focus();
  }
})();
