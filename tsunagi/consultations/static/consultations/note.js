/* Saves what is written every few seconds, one request after the other. What could not be saved stays in the page alone and
   is sent until it is acknowledged: nothing is put into the browser's storage, where the next person at a shared
   computer could find it, and a key for it would have to lie beside it. So the page warns before it is left unsaved, and
   whoever leaves it has what they wrote sent once more, by a request that outlives the page. */
(function () {
  "use strict";
  const EVERY = 3000, STILL = 45000, LONGEST_PAUSE = 15000;
  const form = document.getElementById("note"), kept = document.getElementById("kept"),
    danger = document.getElementById("danger");
  let typed = 0, saved = 0, isSending = false, isAsking = false, isLeaving = false, pause = EVERY, lastSent = Date.now();

  form.addEventListener("input", () => {
    typed += 1;
    if (typed === saved + 1) say(kept.dataset.waiting);
  });
  /* Over a line that is lost, sending the form would put the browser's own error page in its place, and what was written
     would be gone. So the site is asked first whether it answers; until it does, everything stays here. */
  form.addEventListener("submit", async (event) => {
    if (isLeaving) return;
    event.preventDefault();
    if (isAsking) return;
    isAsking = true;
    if (await isThere()) {
      isLeaving = true;
      form.requestSubmit(event.submitter);
    } else kept.scrollIntoView({ block: "center" });
    isAsking = false;
  });
  /* Sent while the warning is read: what is opened next shows it. And where there was none (a phone warns of nothing). */
  addEventListener("beforeunload", (event) => {
    if (typed === saved || isLeaving) return;
    event.preventDefault();
    send(true);
  });
  addEventListener("pagehide", () => {
    if (typed > saved && !isLeaving) send(true);
  });
  setTimeout(turn, pause);

  async function turn() {
    if (!isSending && typed > saved) await send();
    else if (Date.now() - lastSent > STILL) await still();
    setTimeout(turn, pause);
  }

  async function send(isLast = false) {
    isSending = true;
    const now = typed;
    form.elements.turn.value = now;
    try {
      /* As parts and not as a query, which would be three times as long: the last one may have no more than 64 KB. */
      const answer = await post(new FormData(form), isLast);
      if (!answer) return;
      const told = await answer.json();
      if (answer.ok) {
        saved = Math.max(saved, now);
        if (danger.dataset.shown !== told.danger) {
          danger.dataset.shown = told.danger;
          danger.innerHTML = told.danger;
        }
      }
      pause = answer.ok ? EVERY : LONGEST_PAUSE;
      say(told.said, !answer.ok);
    } catch {
      pause = Math.min(pause * 2, LONGEST_PAUSE);
      say(kept.dataset.lost, true);
    } finally {
      isSending = false;
    }
  }

  async function still() {
    try {
      return await post(new URLSearchParams({ still: "1" }));
    } catch {
      return null; /* The next saving will say so. */
    }
  }

  async function isThere() {
    const answer = await still();
    if (!answer && kept.textContent !== kept.dataset.signedOut) say(kept.dataset.lost, true);
    return answer !== null;
  }

  /* Nothing where somebody was signed out: they sign in again in another tab, whose cookie this one then sends along. */
  async function post(data, outlivesThePage = false) {
    lastSent = Date.now();
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]*)/);
    const answer = await fetch(location.pathname, {
      method: "POST",
      body: data,
      keepalive: outlivesThePage,
      headers: { "X-Saves-Itself": "1", "X-CSRFToken": token ? token[1] : "", Accept: "application/json" },
    });
    if (answer.redirected || !(answer.headers.get("Content-Type") || "").startsWith("application/json")) {
      pause = LONGEST_PAUSE;
      say(answer.status >= 500 ? kept.dataset.lost : kept.dataset.signedOut, true);
      return null;
    }
    return answer;
  }

  /* What is not saved is said so that it is seen by somebody who looks at the person or at the notes. */
  function say(words, isTrouble = false) {
    if (kept.textContent !== words) kept.textContent = words;
    kept.className = isTrouble ? "notice notice-warning" : "quiet";
  }
})();
