/* Keeps the board fresh: asks for the page every ten seconds and puts in what has changed. A part in which the keyboard
   is stays as it is. The asking also says that somebody is still there. */
(function () {
  "use strict";
  const EVERY = 10000;
  const lost = document.getElementById("lost");

  async function renew() {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const held of document.querySelectorAll("[data-fresh]")) {
        const fresh = page.getElementById(held.id);
        if (!fresh || held.contains(document.activeElement)) continue;
        if (fresh.innerHTML !== held.innerHTML) held.replaceChildren(...fresh.childNodes);
      }
      lost.hidden = true;
    } catch {
      lost.textContent = lost.dataset.said;
      lost.hidden = false;
    }
    setTimeout(renew, EVERY);
  }

  setTimeout(renew, EVERY);
})();
