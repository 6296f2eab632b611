/* On the pages of whoever writes with people: danger stands at the top, in whichever chat it is, until somebody has said
   that they saw it; that is said without leaving the page; and who waits is asked for anew. */
(function () {
  "use strict";
  const EVERY = 10000;
  const alarm = document.querySelector("[data-alarm]"), waiting = document.querySelector("[data-waiting]");

  function ring() {
    const found = Array.from(document.querySelectorAll("main [data-danger]"), (one) => {
      const head = document.getElementById(one.closest("section").getAttribute("aria-labelledby"));
      return { kind: one.dataset.danger, where: head.id, name: head.textContent.trim() };
    });
    const said = JSON.stringify(found);
    if (alarm.dataset.rung === said) return;
    alarm.dataset.rung = said;
    alarm.replaceChildren(...found.map(({ kind, where, name }) => {
      const line = document.createElement("p"), link = document.createElement("a");
      link.href = `#${where}`;
      link.textContent = `${alarm.dataset.alarm}: ${kind} (${name})`;
      line.append(link);
      return line;
    }));
    alarm.hidden = !found.length;
  }

  async function renew() {
    try {
      const answer = await fetch(waiting.dataset.waiting, { cache: "no-store", redirect: "error" });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const isIn = waiting.contains(document.activeElement);
      if (!isIn && page.body.textContent.trim() !== waiting.textContent.trim()) {
        waiting.replaceChildren(...page.body.childNodes);
      }
    } catch {
      /* The chats beside say that the line is lost. */
    }
    setTimeout(renew, EVERY);
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-seen]");
    if (!form) return;
    event.preventDefault();
    const section = form.closest("[data-chat]"), data = new URLSearchParams(new FormData(form));
    data.set("known", section.querySelector("[name=known]").value);
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, redirect: "error" });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const state = section.querySelector("[data-state]");
      state.innerHTML = page.getElementById(state.id).innerHTML;
      section.querySelector("textarea")?.focus();
    } catch {
      HTMLFormElement.prototype.submit.call(form);
    }
  });

  ring();
  new MutationObserver(ring).observe(document.querySelector("main"), { childList: true, subtree: true });
  if (waiting) setTimeout(renew, EVERY);
})();
