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
})();
