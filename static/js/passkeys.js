// Passkeys: asks the browser what the server wants to know, and sends its answer with the ordinary form.
(() => {
  "use strict";

  const toBytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (character) => character.charCodeAt(0));
  };
  const toText = (buffer) => {
    const plain = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  const described = (list) => (list || []).map((known) => ({ ...known, id: toBytes(known.id) }));

  // Browsers of 2025 read and write JSON themselves; for those before, the same by hand.
  const optionsOf = (question, creates) => {
    const read = creates ? "parseCreationOptionsFromJSON" : "parseRequestOptionsFromJSON";
    if (PublicKeyCredential[read]) return PublicKeyCredential[read](question);
    const options = { ...question, challenge: toBytes(question.challenge) };
    if (creates) {
      options.user = { ...question.user, id: toBytes(question.user.id) };
      options.excludeCredentials = described(question.excludeCredentials);
    } else {
      options.allowCredentials = described(question.allowCredentials);
    }
    return options;
  };
  const written = (credential) => {
    if (credential.toJSON) return credential.toJSON();
    const response = {};
    for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[part]) response[part] = toText(credential.response[part]);
    }
    if (credential.response.getTransports) response.transports = credential.response.getTransports();
    return { id: credential.id, rawId: toText(credential.rawId), type: credential.type, response };
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("button");
    const say = (what) => {
      for (const sentence of form.querySelectorAll("[data-says]")) sentence.hidden = sentence.dataset.says !== what;
    };

    if (location.origin !== form.dataset.origin) {
      say("address");
      continue;
    }
    if (!window.PublicKeyCredential || !navigator.credentials) {
      say("browser");
      continue;
    }
    say("");
    button.parentElement.hidden = false;

    const creates = form.dataset.passkey === "create";
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      button.disabled = true;
      say("waiting");
      try {
        const publicKey = optionsOf(JSON.parse(form.dataset.question), creates);
        const credential = await navigator.credentials[creates ? "create" : "get"]({ publicKey });
        form.elements[form.dataset.answer].value = JSON.stringify(written(credential));
      } catch (failure) {
        say(creates && failure.name === "InvalidStateError" ? "known" : "failed");
        button.disabled = false;
        return;
      }
      // "Stay logged in" stands in the form for passwords, and counts here too.
      const remember = document.querySelector("input[type=checkbox][name=remember]");
      if (remember && form.elements.remember) form.elements.remember.value = remember.checked ? "y" : "";
      form.submit();
    });

    // Back from the page after: the button works again.
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) {
        button.disabled = false;
        say("");
      }
    });
  }
})();
