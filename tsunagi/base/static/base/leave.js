/* For people who look for help and may be watched. Esc three times, or the button, puts a neutral page in the place of
   this one. Forms are sent and answered in place, so that no step stands in the history. Without this file all works
   as plain pages. */
(function () {
  "use strict";
  const OFTEN = 3, WITHIN = 1500;
  let presses = 0, last = 0, isSending = false;

  function leave() {
    const to = document.querySelector(".leave").href;
    document.documentElement.replaceChildren();
    location.replace(to);
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const now = Date.now();
    presses = now - last < WITHIN ? presses + 1 : 1;
    last = now;
    if (presses >= OFTEN) leave();
  });

  document.addEventListener("click", (event) => {
    if (!event.target.closest(".leave")) return;
    event.preventDefault();
    leave();
  });

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || !form.closest("main") || "download" in form.dataset) return;
    event.preventDefault();
    if (isSending) return;
    isSending = true;
    document.querySelector("main").setAttribute("aria-busy", "true");
    try {
      const data = new URLSearchParams(new FormData(form, event.submitter));
      const answer = await fetch(form.action, { method: "POST", body: data });
      /* Where it leads on to another page, that page has come already, with what it says only once. */
      if (answer.redirected) history.replaceState(null, "", answer.url);
      await show(await answer.text(), answer.url);
    } catch {
      sendPlainly(form, event.submitter);
    } finally {
      isSending = false;
    }
  });

  /* Put another page in the place of this one: its words, its styles, and the keyboard at its heading. The address in
     the bar stays, so a form that says no other is told where it came from. */
  async function show(text, address) {
    /* The page for people in danger brings its looks with it, which the policy of this page lets in only as a sheet. */
    const own = text.match(/<style>([^]*?)<\/style>/);
    const page = new DOMParser().parseFromString(own ? text.replace(own[0], "") : text, "text/html");
    /* Parsed here, what is for browsers without scripts is read as well. */
    page.querySelectorAll("noscript").forEach((one) => one.remove());
    page.querySelectorAll("form:not([action])").forEach((one) => one.setAttribute("action", address));
    const known = new Set(Array.from(document.querySelectorAll("link[rel=stylesheet]"), (one) => one.href));
    const fresh = Array.from(page.querySelectorAll("link[rel=stylesheet]")).filter((one) => !known.has(one.href));
    await Promise.all(fresh.map(load));
    if (own) {
      document.querySelectorAll("link[rel=stylesheet]").forEach((one) => one.remove());
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(own[1]);
      document.adoptedStyleSheets = [sheet];
    }
    document.title = page.title;
    document.documentElement.lang = page.documentElement.lang;
    document.body.replaceChildren(...document.adoptNode(page.body).childNodes);
    /* htmx, where a page brought it, sees by itself only what it has put in. */
    window.htmx?.process(document.body);
    const to = document.querySelector(".error-summary") || document.querySelector("h1");
    to.tabIndex = -1;
    to.focus();
    scrollTo(0, 0);
  }

  function load(one) {
    const made = document.createElement("link");
    made.rel = "stylesheet";
    made.href = one.href;
    const done = new Promise((resolve) => {
      made.onload = made.onerror = resolve;
    });
    document.head.append(made);
    return done;
  }

  /* As the browser itself would have sent it. */
  function sendPlainly(form, button) {
    if (button && button.name) {
      const held = document.createElement("input");
      held.type = "hidden";
      held.name = button.name;
      held.value = button.value;
      form.append(held);
    }
    form.submit();
  }
})();
