/* Says so where a passkey could not be used; the browser's own box is gone then, and the page looks as before. */
(function () {
  "use strict";
  const said = document.currentScript.dataset;

  document.addEventListener("allauth.error", (event) => {
    const place = document.getElementById("passkey-refused");
    const isNumber = event.detail.exception.name === "SecurityError";  // a passkey belongs to a name
    place.className = "notice notice-error";
    place.textContent = isNumber ? said.number : said.refused;
  });
})();
