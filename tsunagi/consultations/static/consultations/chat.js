/* A chat that shows what is new by itself, on both sides. What was typed stays in its field until the site has said that it
   is kept; the same message sent again carries the same key, and so stands once. Nothing is kept in the browser's own
   storage: others may use the same machine. Without this file a chat works as plain pages. */
(function () {
  "use strict";
  const TALKING = 1500, WAITING = 5000, HIDDEN = 10000, LONGEST = 60000, PATIENCE = 20000, MINUTE = 60000, HELD = 2;
  const chats = new WeakMap();

  function find() {
    for (const section of document.querySelectorAll("[data-chat]")) {
      if (!chats.has(section)) begin(section);
    }
  }

  function begin(section) {
    const chat = { section, fails: 0, busy: Promise.resolve(), asking: false, sending: null, sorry: "", unread: 0, next: null, spoken: Date.now(), note: null, question: null, top: 0 };
    chats.set(section, chat);
    show(chat);
    ask(chat);
  }

  /* --- what is new --- */

  function ask(chat) {
    const { section } = chat;
    if (chat.asking || !section.isConnected || "over" in section.dataset) return;
    chat.asking = true;
    const question = chat.question = new AbortController();
    let asked = Date.now(), gotMore = false;
    alone(chat, async () => {
      asked = Date.now();
      const answer = await reach(`${section.dataset.new}?known=${section.dataset.known}`, { headers: brought(chat) }, question);
      if (isOver(answer)) return gone(chat);
      const isFirst = !chat.note;
      chat.note = answer.headers.get("X-Glance") || chat.note;
      gotMore = isFirst && Boolean(chat.note);
      if (answer.status === 204) return well(chat);
      if (!answer.ok) throw new Error(answer.status);
      take(chat, await answer.text());
      gotMore = Boolean(chat.note);
      well(chat);
    }).catch(() => question.aside || lost(chat)).then(() => {
      chat.asking = false;
      chat.question = null;
      /* A question that the site kept for long, or that brought something (a message, or the first note, with which the
         site can keep the next one), is followed by the next at once. */
      const goesOn = !chat.fails && !document.hidden && (gotMore || Date.now() - asked > 2 * TALKING);
      chat.timer = setTimeout(() => ask(chat), goesOn ? 0 : pause(chat));
    });
  }

  /* The note of what the page had is the cheap way to learn that nothing is new; with it the site may keep the question
     until something is. A browser keeps no more than six lines to a site: pages with many chats, and hidden ones, ask. */
  function brought(chat) {
    if (!chat.note) return {};
    const waits = !document.hidden && document.querySelectorAll("[data-chat]").length <= HELD;
    return waits ? { "X-Glance": chat.note, "X-Wait": "1" } : { "X-Glance": chat.note };
  }

  /* What is to be sent goes before a question that waits. */
  function putAside(chat) {
    if (!chat.question) return;
    chat.question.aside = true;
    chat.question.abort();
  }

  function pause(chat) {
    if (chat.fails) return grown(chat.fails);
    if (document.hidden && !chat.section.closest(".of-staff")) return HIDDEN;
    if (!chat.section.dataset.known.includes("-live-")) return WAITING;
    /* The longer nobody has said anything, the less often. */
    const silence = Date.now() - chat.spoken;
    return silence < MINUTE ? TALKING : silence < 5 * MINUTE ? 2 * TALKING : WAITING;
  }

  function grown(fails) {
    return Math.min(LONGEST, 1000 * 2 ** Math.min(fails - 1, 6)) * (0.75 + Math.random() / 2);
  }

  /* One request at a time, so that no older answer comes after a newer one. */
  function alone(chat, work) {
    const done = chat.busy.then(work);
    chat.busy = done.catch(() => {});
    return done;
  }

  function reach(address, options, stop = new AbortController()) {
    setTimeout(() => stop.abort(), PATIENCE);
    return fetch(address, { cache: "no-store", redirect: "error", signal: stop.signal, ...options });
  }

  /* Put in what came: each message once, in its place. It is shown to whoever sent something, and to who has not
     scrolled away. */
  function take(chat, text, isSent = false) {
    const { section } = chat;
    const piece = new DOMParser().parseFromString(text, "text/html").querySelector("[data-known]");
    const list = section.querySelector("[data-messages]");
    const known = Number(section.dataset.known.split("-")[0]);
    const box = list.parentElement;
    const isLeft = box.scrollTop !== chat.top && box.scrollHeight - box.scrollTop - box.clientHeight >= 80;
    const came = [];
    for (const one of piece.querySelectorAll("[data-place]")) {
      if (Number(one.dataset.place) <= known) continue;
      if (list.querySelector(`[data-place="${one.dataset.place}"]`)) continue;
      list.append(document.adoptNode(one));
      came.push(one);
      chat.spoken = Date.now();
      if (one.classList.contains("person")) chat.unread += 1;
    }
    const state = section.querySelector("[data-state]");
    const fresh = piece.lastElementChild.innerHTML;
    if (state.innerHTML !== fresh) state.innerHTML = fresh;
    section.dataset.known = piece.dataset.known;
    section.dataset.fresh = piece.dataset.fresh;
    if ("over" in piece.dataset) {
      section.dataset.over = "";
      for (const form of section.querySelectorAll("[data-write]")) form.hidden = true;
    }
    if (isSent || !isLeft) show(chat, came);
    count(chat);
    return piece.dataset.sorry || "";
  }

  /* The chat is another's, or none; or the page was open too long to be sent from. */
  function isOver(answer) {
    return [403, 404, 410].includes(answer.status);
  }

  /* The end of the talk, but never past the beginning of what came, which may be higher than the box. Where it says whom
     to call at once, the page itself goes there too: it was scrolled on to the button. */
  function show(chat, came = []) {
    const list = chat.section.querySelector("[data-messages]"), box = list.parentElement;
    const first = came[0] || list.lastElementChild;
    if (first) box.scrollTop = first.offsetTop - list.offsetTop;
    if (came.some((one) => one.querySelector(".lines"))) first.scrollIntoView();
    chat.top = box.scrollTop;
  }

  /* --- what is sent --- */

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-chat] [data-write]");
    if (!form) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    find();
    const chat = chats.get(form.closest("[data-chat]"));
    const area = form.querySelector("textarea");
    if (!chat || !area.value.trim()) return;
    /* One at a time: this one goes as soon as the site has said that it has the one before. */
    if (chat.sending) {
      chat.next = event.submitter || form.querySelector("[type=submit]");
      return;
    }
    const data = new URLSearchParams(new FormData(form, event.submitter));
    data.set("key", chat.section.dataset.fresh);
    chat.sorry = "";
    chat.sending = { form, area, data, words: area.value };
    say(chat, "sending");
    send(chat);
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("[data-write] textarea")) {
      event.target.form.requestSubmit();
    }
  });

  function send(chat) {
    const { form, area, data, words } = chat.sending;
    putAside(chat);
    alone(chat, async () => {
      data.set("known", chat.section.dataset.known);
      const answer = await reach(form.action, { method: "POST", body: data });
      if (isOver(answer)) return gone(chat);
      const text = await answer.text();
      if (!text.includes("data-known")) throw new Error(answer.status);
      chat.note = answer.headers.get("X-Glance");
      chat.sorry = take(chat, text, true);
      chat.sending = null;
      well(chat);
      const next = chat.next;
      chat.next = null;
      if (chat.sorry) return;
      /* What was typed on meanwhile stays. */
      area.value = area.value.startsWith(words) ? area.value.slice(words.length).trimStart() : area.value;
      chat.unread = 0;
      count(chat);
      if (next && area.value.trim()) form.requestSubmit(next);
    }).catch(() => {
      lost(chat);
      chat.again = setTimeout(() => chat.sending && chat.section.isConnected && send(chat), grown(chat.fails));
    });
  }

  /* --- the line --- */

  function lost(chat) {
    chat.fails += 1;
    if (chat.fails > 1 || chat.sending) say(chat, "lost");
  }

  function well(chat) {
    chat.fails = 0;
    say(chat, chat.sending ? "sending" : "");
  }

  function gone(chat) {
    chat.section.dataset.over = "";
    chat.sending = null;
    say(chat, "gone");
  }

  function say(chat, name) {
    const line = chat.section.querySelector("[data-line]");
    const text = name ? line.dataset[name] : chat.sorry;
    if (line.textContent !== text) line.textContent = text;
  }

  addEventListener("online", () => {
    for (const section of document.querySelectorAll("[data-chat]")) {
      const chat = chats.get(section);
      if (!chat || !chat.fails) continue;
      clearTimeout(chat.timer);
      ask(chat);
      if (chat.sending) {
        clearTimeout(chat.again);
        send(chat);
      }
    }
  });

  /* --- staff: what was not read yet --- */

  function count(chat) {
    const shown = chat.section.querySelector("[data-unread]");
    if (!shown) return;
    if (chat.section.contains(document.activeElement) && !document.hidden) chat.unread = 0;
    shown.textContent = chat.unread ? shown.dataset.unread.replace("0", chat.unread) : "";
    const all = Array.from(document.querySelectorAll("[data-chat]"), (one) => (chats.get(one) || {}).unread || 0);
    const sum = all.reduce((one, other) => one + other, 0);
    document.title = document.title.replace(/^\(\d+\) /, "");
    if (sum) document.title = `(${sum}) ${document.title}`;
  }

  document.addEventListener("focusin", (event) => {
    const section = event.target.closest("[data-chat]");
    const chat = section && chats.get(section);
    if (!chat) return;
    chat.unread = 0;
    count(chat);
  });

  find();
  setInterval(find, 500);
})();
