/* What a chat needs beside htmx, on both sides. htmx asks what is new and sends what was written, one request at a
   time, as the templates say (hx-…). Here: a message keeps its words and its key until the site has said that it
   stands; after a failure the next request waits, longer each time; what is typed on meanwhile stays. Nothing is kept
   in the browser's own storage: others may use the same machine. Without scripts a chat works as plain pages. */
(function () {
  "use strict";
  const KEPT = 3000, MINUTE = 60000, SELDOM = 5000, HIDDEN = 10000, LONGEST = 60000, HELD = 2;
  const chats = new WeakMap();

  function chatOf(part) {
    const section = part.closest("[data-chat]");
    if (section && !chats.has(section)) {
      chats.set(section, { section, fails: 0, rests: 0, spoken: Date.now(), sending: null, unread: 0 });
      show(chats.get(section));
    }
    return chats.get(section);
  }

  function on(name, deed) {
    document.addEventListener(name, (event) => {
      const chat = chatOf(event.target);
      if (chat) deed(chat, event);
    });
  }

  /* --- asking and sending --- */

  on("htmx:confirm", (chat, event) => {
    if (event.detail.verb === "get" && Date.now() < chat.rests) event.preventDefault();
  });

  /* The note of what the page had is the cheap way to learn that nothing is new; with it the site may keep the
     question until something is. A browser keeps no more than six lines to a site: pages with many chats, and hidden
     ones, ask. */
  on("htmx:configRequest", (chat, { detail }) => {
    chat.asked = Date.now();
    const waits = !document.hidden && document.querySelectorAll("[data-chat]").length <= HELD;
    if (chat.note) Object.assign(detail.headers, { "X-Glance": chat.note }, waits && { "X-Wait": "1" });
    if (detail.verb !== "post") return;
    /* What is sent again is what was sent, whatever was typed or taken away since, which might not be valid. */
    detail.parameters = { ...chat.sending, known: detail.parameters.known };
    detail.errors = [];
  });

  on("htmx:beforeSwap", (chat, { detail }) => {
    /* Whatever else a line may answer, such as the page of a hotel's network or the one to sign in. */
    if (detail.shouldSwap && !detail.xhr.responseText.includes("hx-swap-oob")) {
      Object.assign(detail, { shouldSwap: false, isError: true });
    }
    const { list, box } = talk(chat);
    chat.had = list.childElementCount;
    chat.isLeft = box.scrollTop !== chat.top && box.scrollHeight - box.scrollTop - box.clientHeight >= 80;
  });

  /* What a screen reader has said already is not put in anew. */
  on("htmx:oobBeforeSwap", (chat, { detail }) => {
    detail.shouldSwap = detail.target.innerHTML !== detail.fragment.innerHTML;
  });

  on("htmx:afterRequest", (chat, { detail: { successful, xhr, requestConfig } }) => {
    if (!successful) return;
    const came = Array.from(talk(chat).list.children).slice(chat.had), isSent = requestConfig.verb === "post";
    if (came.length) chat.spoken = Date.now();
    chat.unread += came.filter((one) => one.classList.contains("person")).length;
    if (xhr.status !== 204 && (isSent || !chat.isLeft)) show(chat, came);
    if (isSent) settle(chat, xhr.status === 200);
    count(chat);
    chat.fails = 0;
    say(chat, chat.sending ? "sending" : "");
    /* A question that the site kept for long, or that brought something (news, or the first note, with which the site
       can keep the next one), is followed by the next at once. What came with news asks by itself. */
    const note = xhr.getResponseHeader("X-Glance");
    const goesOn = !document.hidden && (xhr.status !== 204 || (note && !chat.note) || Date.now() - chat.asked > KEPT);
    chat.note = note || chat.note;
    chat.rests = goesOn ? 0 : Date.now() + pause(chat);
    if (goesOn && xhr.status === 204) again(chat);
  });

  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) on(name, lost);

  function lost(chat, { detail }) {
    clearTimeout(chat.timer);
    if ([403, 404, 410].includes(detail.xhr.status)) return gone(chat);
    chat.fails += 1;
    const rest = Math.min(LONGEST, 1000 * 2 ** Math.min(chat.fails - 1, 6)) * (0.75 + Math.random() / 2);
    chat.rests = Date.now() + rest;
    if (chat.sending) chat.timer = setTimeout(again, rest, chat);
    if (chat.fails > 1 || chat.sending) say(chat, "lost");
  }

  /* The chat is another's, or none; or the page was open too long to be sent from. */
  function gone(chat) {
    chat.rests = Infinity;
    chat.sending = null;
    say(chat, "gone");
  }

  /* What is to be sent goes before what is to be asked; its answer brings what is new as well. */
  function again(chat) {
    clearTimeout(chat.timer);
    chat.rests = 0;
    htmx.trigger(chat.section.querySelector(chat.sending ? "[data-write]" : "[data-known]"), "again");
  }

  /* How long at least until the next question; the page's own pace is in the template. The longer nobody has said
     anything, the less often. */
  function pause(chat) {
    if (document.hidden && !chat.section.closest(".of-staff")) return HIDDEN;
    const silence = Date.now() - chat.spoken;
    return silence < MINUTE ? 0 : silence < 5 * MINUTE ? KEPT : SELDOM;
  }

  addEventListener("online", () => {
    for (const section of document.querySelectorAll("[data-chat]")) {
      if (chatOf(section).fails) again(chatOf(section));
    }
  });

  /* --- what is written --- */

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-write]"), chat = form && chatOf(form);
    if (!chat) return;
    const words = form.elements.words.value;
    if (words.trim() && !chat.sending) {
      chat.sending = { ...Object.fromEntries(new FormData(form, event.submitter)), words };
      return say(chat, "sending");
    }
    event.preventDefault();
    event.stopPropagation();
    /* One at a time: this one goes as soon as the site has said that it has the one before. */
    if (words.trim()) chat.next = () => form.elements.words.value && form.requestSubmit(event.submitter);
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("[data-write] textarea")) {
      event.target.form.requestSubmit();
    }
  });

  /* The site has answered a message. If it stands, what was typed on meanwhile stays in the field. */
  function settle(chat, isKept) {
    const area = chat.section.querySelector("[data-write] textarea"), { sending, next } = chat;
    chat.sending = chat.next = null;
    if (!isKept) return;
    if (area.value.startsWith(sending.words)) area.value = area.value.slice(sending.words.length).trimStart();
    chat.unread = 0;
    if (next) setTimeout(next);
  }

  /* --- what is shown --- */

  function talk(chat) {
    const list = chat.section.querySelector("[data-messages]");
    return { list, box: list.parentElement };
  }

  /* The end of the talk, but never past the beginning of what came, which may be higher than the box. Where it says
     whom to call at once, the page itself goes there too: it was scrolled on to the button. */
  function show(chat, came = []) {
    const { list, box } = talk(chat), first = came[0] || list.lastElementChild;
    if (first) box.scrollTop = first.offsetTop - list.offsetTop;
    if (came.some((one) => one.querySelector(".lines"))) first.scrollIntoView();
    chat.top = box.scrollTop;
  }

  function say(chat, name) {
    const line = chat.section.querySelector("[data-line]"), text = name && line.dataset[name];
    if (line.textContent !== text) line.textContent = text;
  }

  /* For staff: what was not read yet. */
  function count(chat) {
    const shown = chat.section.querySelector("[data-unread]");
    if (!shown) return;
    if (chat.section.contains(document.activeElement) && !document.hidden) chat.unread = 0;
    shown.textContent = chat.unread ? shown.dataset.unread.replace("0", chat.unread) : "";
    const all = Array.from(document.querySelectorAll("[data-chat]"), (one) => chatOf(one).unread);
    const sum = all.reduce((one, other) => one + other, 0);
    document.title = document.title.replace(/^\(\d+\) /, "");
    if (sum) document.title = `(${sum}) ${document.title}`;
  }

  on("focusin", (chat) => {
    chat.unread = 0;
    count(chat);
  });

  document.querySelectorAll("[data-chat]").forEach(chatOf);
})();
