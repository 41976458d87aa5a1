// While a question is typed, what may help already is shown beside it (on a phone: below the form, with the number in
// sight). Without this file the next page of the form shows it.
"use strict";

// A block, so that its names are not those of question.js.
{
  const PAUSE_MS = 800;
  const panel = document.getElementById("suggestions");
  const question = document.getElementById("question");
  const count = document.getElementById("suggested-count");
  const typed = ["topic", "text"].map((name) => question.elements[name]);

  // Between what is typed, not above the form: there it is in sight on a phone, too.
  const told = count.parentElement;
  question.elements.text.closest(".field").before(told);

  let waiting = 0;
  let asking = null;
  let last = null;

  const show = (html) => {
    const found = new DOMParser().parseFromString(html, "text/html");
    const number = found.querySelector("[data-told]");
    const records = found.querySelectorAll("li").length;
    panel.querySelector(".suggested").replaceChildren(...found.body.childNodes);
    if (count.textContent !== number.textContent) count.textContent = number.textContent;
    told.querySelector("a").hidden = records === 0;
  };

  const ask = async () => {
    // The words alone go, neither photos nor who asks; by POST, so that they stand in no address.
    const data = new FormData();
    for (const field of typed) data.append(field.name, field.value);
    const now = JSON.stringify([...data]);
    if (now === last) return;
    asking?.abort();
    asking = new AbortController();
    data.append("csrfmiddlewaretoken", question.elements.csrfmiddlewaretoken.value);
    try {
      const answer = await fetch(panel.dataset.address, { method: "POST", body: data, signal: asking.signal });
      if (!answer.ok) return;
      show(await answer.text());
      last = now;
    } catch (error) {
      // Typed on, or no connection: the form does without.
      if (error.name !== "AbortError" && !(error instanceof TypeError)) throw error;
    }
  };

  for (const field of typed) {
    field.addEventListener("input", (event) => {
      clearTimeout(waiting);
      // While a Japanese input method is open, what stands there is not what is meant.
      if (!event.isComposing) waiting = setTimeout(ask, PAUSE_MS);
    });
    field.addEventListener("compositionend", () => {
      clearTimeout(waiting);
      waiting = setTimeout(ask, PAUSE_MS);
    });
  }
}
