// Only niceties: every page works without this file.
(() => {
  "use strict";

  // Quick exit. Replacing the entry in the history keeps the back button from returning here. Where leaving also ends
  // the session, the browser sends that off on its own; one that cannot takes the way without script.
  const exit = document.querySelector("[data-exit]");
  if (exit) {
    const endSession = (form) => navigator.sendBeacon?.(form.action, new FormData(form));
    const leave = () => {
      document.documentElement.hidden = true;
      if (!exit.form || endSession(exit.form)) location.replace(exit.dataset.exit);
      else exit.form.submit();
    };
    exit.addEventListener("click", (event) => {
      event.preventDefault();
      leave();
    });

    let presses = 0;
    let last = 0;
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.repeat) {
        presses = 0;
        return;
      }
      presses = event.timeStamp - last < 1500 ? presses + 1 : 1;
      last = event.timeStamp;
      if (presses === 3) leave();
    });
  }

  // Copy buttons: <button data-copy="id-of-the-text" data-copied="Copied" hidden>. Without script they stay hidden.
  if (navigator.clipboard) {
    for (const button of document.querySelectorAll("[data-copy]")) {
      const source = document.getElementById(button.dataset.copy);
      if (!source) continue;
      button.hidden = false;
      const label = button.textContent;
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText("value" in source ? source.value : source.textContent.trim());
        button.textContent = button.dataset.copied;
        setTimeout(() => { button.textContent = label; }, 3000);
      });
    }
  }

  // <button data-reveal="id-of-the-password" data-hide="Hide" hidden>: what is typed can be read. Hidden again when sent,
  // so that no browser takes it for an ordinary text to be remembered.
  for (const button of document.querySelectorAll("[data-reveal]")) {
    const field = document.getElementById(button.dataset.reveal);
    const show = button.textContent;
    const reveal = (shown) => {
      field.type = shown ? "text" : "password";
      button.textContent = shown ? button.dataset.hide : show;
    };
    button.hidden = false;
    button.addEventListener("click", () => reveal(field.type === "password"));
    field.form.addEventListener("submit", () => reveal(false));
  }

  // <div data-strength="id-of-the-password" data-words="worst|…|best" hidden> with a meter and a live text: a hint from
  // length and variety. Lists, names and patterns are the server's to know.
  const strength = (password) => {
    const signs = [...password.normalize("NFKC")];
    if (signs.length < 10) return 0;
    const worth = signs.reduce((sum, sign, place) => {
      const step = place ? Math.abs(sign.codePointAt(0) - signs[place - 1].codePointAt(0)) : 2;
      return sum + (step < 2 ? 0.25 : sign >= "\uac00" && sign <= "\ud7a3" ? 2 : 1); // a syllable is two or three keys
    }, 0);
    return [11, 15, 20].filter((enough) => Math.min(worth, 2 * new Set(signs).size) >= enough).length + 1;
  };
  for (const hint of document.querySelectorAll("[data-strength]")) {
    const field = document.getElementById(hint.dataset.strength);
    const words = hint.dataset.words.split("|");
    const text = hint.querySelector("[aria-live]");
    field.addEventListener("input", () => {
      hint.hidden = !field.value;
      const step = strength(field.value);
      hint.querySelector("meter").value = step;
      if (text.textContent !== words[step]) text.textContent = words[step];
    });
  }
})();
