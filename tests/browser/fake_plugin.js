// Stands in for CryptoPro's plug-in: the same asynchronous interface, as far as Grif asks for it.
// The keys are the test's: `tokenCertificates` and `tokenSign` are its functions.
window.cadesplugin = (() => {
  const objects = {
    "CAdESCOM.Store": () => ({
      Open: async (location, name, mode) => {
        if (location !== 2 || name !== "My" || mode !== 2) throw new Error("Open");
      },
      Close: async () => {},
      get Certificates() {
        return window.tokenCertificates().then((all) => ({
          Count: Promise.resolve(all.length),
          Item: async (place) => certificate(all[place - 1]),
        }));
      },
    }),
    "CAdESCOM.HashedData": () => {
      const state = {};
      return {
        propset_Algorithm: async (algorithm) => { state.algorithm = algorithm; },
        SetHashValue: async (value) => {
          if (!state.algorithm) throw new Error("SetHashValue before Algorithm");
          state.value = value;
        },
        state,
      };
    },
    "CAdESCOM.RawSignature": () => ({
      SignHash: (hashed, own) => window.tokenSign(own.name, "attrs", hashed.state.algorithm, hashed.state.value),
    }),
  };
  // The signer and what it signs with: the kind of a container is 1, CAdES-BES.
  objects["CAdESCOM.CPSigner"] = () => {
    const signer = {};
    signer.propset_Certificate = async (own) => { signer.own = own; };
    return signer;
  };
  objects["CAdESCOM.CadesSignedData"] = () => ({
    SignHash: (hashed, signer, kind) => {
      if (kind !== 1) throw new Error("SignHash");
      return window.tokenSign(signer.own.name, "cms", hashed.state.algorithm, hashed.state.value);
    },
  });
  const certificate = (one) => ({
    name: one.name,
    SubjectName: Promise.resolve(one.subject),
    ValidToDate: Promise.resolve("2030-01-01T00:00:00Z"),
    HasPrivateKey: async () => one.hasKey,
    Export: async (form) => {
      if (form !== 0) throw new Error("Export");
      return one.base64.replace(/(.{64})/g, "$1\r\n");
    },
  });
  const plugin = Promise.resolve();
  plugin.CreateObjectAsync = async (name) => objects[name]();
  plugin.getLastError = (error) => `Ошибка носителя: ${error.message}`;
  return plugin;
})();
