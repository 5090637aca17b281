// Signs with CryptoPro's browser plug-in (its documented asynchronous interface) when there is one.
// Without it, or without scripts at all, the forms of the page do the same by files.
// The numbers are those that the maker's cadesplugin_api.js sets (2.1.1 and 2.3.1 were compared).
"use strict";

(() => {
  const CURRENT_USER_STORE = 2; // CAPICOM_CURRENT_USER_STORE
  const MAXIMUM_ALLOWED = 2; // CAPICOM_STORE_OPEN_MAXIMUM_ALLOWED
  const BASE64 = 0; // CADESCOM_ENCODE_BASE64
  const CADES_BES = 1; // CADESCOM_CADES_BES
  // CADESCOM_HASH_ALGORITHM_SHA_256 … CADESCOM_HASH_ALGORITHM_CP_GOST_3411_2012_512
  const HASHES = { sha256: 4, sha384: 5, sha512: 6, streebog256: 101, streebog512: 102 };

  const find = (id) => document.getElementById(id);
  const plain = (text) => text.replace(/\s+/g, "");

  async function listCertificates(plugin) {
    const store = await plugin.CreateObjectAsync("CAdESCOM.Store");
    await store.Open(CURRENT_USER_STORE, "My", MAXIMUM_ALLOWED);
    try {
      const all = await store.Certificates;
      const found = [];
      for (let place = 1; place <= (await all.Count); place += 1) {
        const certificate = await all.Item(place);
        if (await certificate.HasPrivateKey()) found.push(certificate);
      }
      return found;
    } finally {
      await store.Close();
    }
  }

  function part(subject, name) {
    const match = new RegExp(`(?:^|, ?)${name}=(?:"([^"]*)"|([^,]*))`).exec(subject);
    return match ? match[1] || match[2] : "";
  }

  async function describe(certificate) {
    const subject = await certificate.SubjectName;
    const person = [part(subject, "SN"), part(subject, "G")].filter(Boolean).join(" ");
    const until = new Date(await certificate.ValidToDate);
    return `${person || part(subject, "CN")}, до ${until.toLocaleDateString("ru-RU")}`;
  }

  async function hash(plugin, digest, value) {
    const hashed = await plugin.CreateObjectAsync("CAdESCOM.HashedData");
    await hashed.propset_Algorithm(HASHES[digest]); // before the value: it says how long that is
    await hashed.SetHashValue(value);
    return hashed;
  }

  async function findOwn(plugin, wanted) {
    for (const certificate of await listCertificates(plugin)) {
      if (plain(await certificate.Export(BASE64)) === wanted) return certificate;
    }
    throw new Error("Носитель с выбранным сертификатом не найден.");
  }

  async function sign(plugin, certificate, asked) {
    const hashed = await hash(plugin, asked.digest, asked.hash);
    if (asked.mode === "attrs") {
      const raw = await plugin.CreateObjectAsync("CAdESCOM.RawSignature");
      return plain(await raw.SignHash(hashed, certificate));
    }
    const signer = await plugin.CreateObjectAsync("CAdESCOM.CPSigner");
    await signer.propset_Certificate(certificate);
    const container = await plugin.CreateObjectAsync("CAdESCOM.CadesSignedData");
    return plain(await container.SignHash(hashed, signer, CADES_BES));
  }

  function complain(plugin, error) {
    const place = find("plugin-problem");
    place.textContent = plugin.getLastError ? plugin.getLastError(error) : error.message;
    place.hidden = false;
  }

  function whenPressed(plugin, action) {
    const button = find("with-plugin");
    button.addEventListener("click", async () => {
      button.disabled = true;
      find("plugin-problem").hidden = true;
      try {
        await action();
      } catch (error) {
        complain(plugin, error);
        button.disabled = false;
      }
    });
  }

  async function offerCertificates(plugin, list) {
    const certificates = await listCertificates(plugin);
    for (const certificate of certificates) {
      list.append(new Option(await describe(certificate), list.length));
    }
    if (list.form.id === "day") list.form.addEventListener("submit", (event) => event.preventDefault());
    whenPressed(plugin, async () => {
      const chosen = certificates[Number(list.value)];
      const text = plain(await chosen.Export(BASE64));
      if (list.form.id === "day") {
        await signDay(plugin, list.form, { chosen, text });
      } else {
        find("certificate").value = text;
        list.form.submit();
      }
    });
    return certificates.length > 0;
  }

  function offerSigning(plugin, form) {
    whenPressed(plugin, async () => {
      const certificate = await findOwn(plugin, form.dataset.certificate);
      find("signature").value = await sign(plugin, certificate, form.dataset);
      form.submit();
    });
    return true;
  }

  // The signing day: the forms of every document's own pages, sent one after another.

  class Refusal extends Error {} // what the server says of one document: the others go on

  async function post(address, form, boxes, redirect) {
    const csrf = form.querySelector("input[type=hidden]");
    const body = new URLSearchParams({ [csrf.name]: csrf.value, ...boxes });
    const answer = await fetch(address, { method: "POST", body, redirect }).catch(() => {
      throw new Error("Связь с сервером прервалась. Нажмите кнопку ещё раз.");
    });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const isDone = redirect === "manual" ? answer.type === "opaqueredirect" : answer.redirected;
    if (isDone && (answer.ok || redirect === "manual")) return { address: answer.url, page };
    if (answer.ok) throw new Error("Страница устарела. Откройте её заново и продолжите.");
    const said = page.querySelector("[data-refusal]");
    const reason = said ? said.textContent.trim() : `Сервер ответил ${answer.status}.`;
    throw answer.status === 401 ? new Error(reason) : new Refusal(reason);
  }

  async function signOne(plugin, form, certificate, box) {
    const offer = await post(`/documents/${box.value}/sign`, form, { certificate: certificate.text });
    const asked = offer.page.getElementById("sign");
    if (!asked) throw new Refusal("Подпись на этот документ уже получена.");
    const signature = await sign(plugin, certificate.chosen, asked.dataset);
    await post(offer.address, form, { signature }, "manual"); // the card it leads to is not shown
  }

  function say(box, text) {
    const outcome = box.closest("tr").querySelector(".outcome");
    outcome.textContent = text;
    outcome.hidden = false;
  }

  function settle(box) {
    say(box, "Подпись принята");
    box.checked = false;
    box.disabled = true;
  }

  async function signEach(plugin, form, certificate, boxes) {
    for (const [place, box] of boxes.entries()) {
      find("progress").textContent = `Подписывается ${place + 1} из ${boxes.length}…`;
      try {
        await signOne(plugin, form, certificate, box);
        settle(box);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        say(box, `Не подписан. ${error.message}`);
      }
    }
  }

  function sumUp(form, boxes) {
    const done = Array.from(form.querySelectorAll("[name=document]:disabled"), (box) => box.value);
    const signed = boxes.filter((box) => box.disabled).length;
    const results = find("results");
    find("progress").textContent = `Подписано ${signed} из ${boxes.length}.`;
    results.href = `${form.dataset.results}?documents=${done.slice(-form.dataset.atOnce).join(",")}`;
    results.hidden = !done.length;
    find("with-plugin").disabled = false;
    return signed === boxes.length ? results.href : "";
  }

  async function signDay(plugin, form, certificate) {
    const boxes = Array.from(form.querySelectorAll("[name=document]:checked"));
    const most = Number(form.dataset.atOnce);
    if (!boxes.length || boxes.length > most) {
      throw new Error(`Отметьте документы: от одного до ${most}.`);
    }
    let target = "";
    try {
      await signEach(plugin, form, certificate, boxes);
    } finally {
      target = sumUp(form, boxes);
    }
    if (target) window.location.assign(target); // otherwise the reasons are to be read here
  }

  async function begin() {
    const area = find("by-plugin");
    if (!area || !window.cadesplugin) return;
    await window.cadesplugin; // settles when the extension answers, fails when there is none
    const plugin = window.cadesplugin;
    const list = find("certificates");
    const isOffered = list ? await offerCertificates(plugin, list) : offerSigning(plugin, find("sign"));
    area.hidden = !isOffered;
    if (find("by-files")) find("by-files").open = !isOffered;
    if (find("one-by-one")) find("one-by-one").hidden = isOffered;
    for (const box of document.querySelectorAll("#day [name=document]")) box.hidden = !isOffered;
  }

  begin().catch(() => {}); // no plug-in: the forms are there
})();
