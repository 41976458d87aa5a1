// What the large field of the search page does beyond a plain field. Without JavaScript the button asks, and the server
// tells of a text that is too long.
for (const field of document.querySelectorAll(".ask textarea")) {
  // Enter asks, as in any search field; Shift+Enter makes a new line.
  field.addEventListener("keydown", (event) => {
    // While a Japanese input method is open, Enter accepts what it offers.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
      event.preventDefault();
      field.form.requestSubmit();
    }
  });

  // Nothing that is pasted is cut: it is counted, and said once it comes near the limit.
  const told = field.form.querySelector(".ask-count");
  const longest = Number(told.dataset.longest);
  const count = () => {
    // As the server counts: whole characters, and two for the end of a line.
    const length = [...field.value].length + field.value.split("\n").length - 1;
    const sentence = length > longest ? told.dataset.over : told.dataset.count;
    const text = sentence
      .replace("{count}", length.toLocaleString(document.documentElement.lang))
      .replace("{longest}", longest.toLocaleString(document.documentElement.lang));
    told.hidden = length < longest * 0.8;
    told.textContent = told.hidden ? "" : text;
    told.classList.toggle("over", length > longest);
    field.setCustomValidity(length > longest ? text : "");
  };
  field.addEventListener("input", count);
  count();
}
