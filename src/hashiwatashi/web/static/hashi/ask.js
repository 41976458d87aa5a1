// Enter asks, as in any search field; Shift+Enter makes a new line. Without JavaScript the button does it.
for (const field of document.querySelectorAll(".ask textarea")) {
  field.addEventListener("keydown", (event) => {
    // While a Japanese input method is open, Enter accepts what it offers.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
      event.preventDefault();
      field.form.requestSubmit();
    }
  });
}
