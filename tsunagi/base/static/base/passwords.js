/* Lets somebody see the password that they type, and tells how strong a new one is by now. Nothing of it leaves the page.
   Without this file the fields work as they are. */
(function () {
  "use strict";
  const said = document.currentScript.dataset;
  const SHORTEST = 12, STRONG = 18;

  for (const field of document.querySelectorAll('input[type="password"]')) offerToShow(field);
  const fresh = document.querySelector('input[autocomplete="new-password"]');
  if (fresh) tellStrength(fresh);

  function offerToShow(field) {
    const line = document.createElement("div"), box = document.createElement("input");
    const label = document.createElement("label");
    line.className = "tick";
    box.type = "checkbox";
    box.id = label.htmlFor = `${field.id}_shown`;
    label.textContent = said.show;
    line.append(box, label);
    field.after(line);
    box.addEventListener("change", () => { field.type = box.checked ? "text" : "password"; });
    // What is sent as plain text, a browser may offer again later.
    field.form.addEventListener("submit", () => { field.type = "password"; });
  }

  function tellStrength(field) {
    const meter = document.createElement("meter"), words = document.createElement("p");
    Object.assign(meter, { min: 0, max: STRONG, low: SHORTEST, high: STRONG - 1, optimum: STRONG, value: 0 });
    meter.setAttribute("aria-label", said.strength);
    words.className = "help";
    words.setAttribute("role", "status");
    field.after(meter, words);
    field.addEventListener("input", () => {
      const letters = [...field.value], worth = Math.min(letters.length, 2 * new Set(letters).size);
      meter.value = worth;
      if (letters.length < SHORTEST) words.textContent = said.short.replace("{count}", SHORTEST - letters.length);
      else words.textContent = worth < SHORTEST ? said.alike : worth < STRONG ? said.enough : said.strong;
    });
  }
})();
