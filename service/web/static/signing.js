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

  async function sign(plugin, asked) {
    const own = [];
    for (const certificate of await listCertificates(plugin)) {
      if (plain(await certificate.Export(BASE64)) === asked.certificate) own.push(certificate);
    }
    if (!own.length) throw new Error("Носитель с выбранным сертификатом не найден.");
    const hashed = await hash(plugin, asked.digest, asked.hash);
    if (asked.mode === "attrs") {
      const raw = await plugin.CreateObjectAsync("CAdESCOM.RawSignature");
      return raw.SignHash(hashed, own[0]);
    }
    const signer = await plugin.CreateObjectAsync("CAdESCOM.CPSigner");
    await signer.propset_Certificate(own[0]);
    const container = await plugin.CreateObjectAsync("CAdESCOM.CadesSignedData");
    return container.SignHash(hashed, signer, CADES_BES);
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
    if (!certificates.length) return false;
    for (const certificate of certificates) {
      list.append(new Option(await describe(certificate), list.length));
    }
    whenPressed(plugin, async () => {
      const chosen = certificates[Number(list.value)];
      find("certificate").value = plain(await chosen.Export(BASE64));
      list.form.submit();
    });
    return true;
  }

  function offerSigning(plugin, form) {
    whenPressed(plugin, async () => {
      find("signature").value = plain(await sign(plugin, form.dataset));
      form.submit();
    });
    return true;
  }

  async function begin() {
    const area = find("by-plugin");
    if (!area || !window.cadesplugin) return;
    await window.cadesplugin; // settles when the extension answers, fails when there is none
    const plugin = window.cadesplugin;
    const list = find("certificates");
    const isOffered = list ? await offerCertificates(plugin, list) : offerSigning(plugin, find("sign"));
    area.hidden = !isOffered;
    find("by-files").open = !isOffered;
  }

  begin().catch(() => {}); // no plug-in: the forms are there
})();
