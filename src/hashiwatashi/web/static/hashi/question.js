// What is written on the form of a question is kept before it is sent: on the site for who is signed in, else in this
// browser alone. Photos are not kept. Without this file there is the button "Save as a draft" for who is signed in.
"use strict";

const KEPT = "hashi-question";
const DAYS_MS = 30 * 24 * 3600_000;
const PAUSE_MS = 1500;
const panel = document.getElementById("kept-question");
const form = document.getElementById("question");
const isHere = panel?.dataset.where === "browser";

const kept = () => {
  const found = JSON.parse(localStorage.getItem(KEPT) ?? "null");
  if (found && Date.now() - found.at < DAYS_MS) return found;
  localStorage.removeItem(KEPT);
  return null;
};

// Neither photos nor what belongs to one page load alone.
const written = () =>
  [...new FormData(form)].filter(
    ([name, value]) => typeof value === "string" && !["csrfmiddlewaretoken", "kept_photos", "leave_out", "holder"].includes(name),
  );
const isWritten = () => Boolean(form.elements.topic.value.trim() || form.elements.text.value.trim());

const tell = (text) => {
  (panel.querySelector("p") ?? panel).textContent = text;
};

const keepHere = (more) => {
  if (!isWritten()) return;
  try {
    localStorage.setItem(KEPT, JSON.stringify({ at: Date.now(), fields: written(), ...more }));
  } catch {
    tell(panel.dataset.full);
  }
};

let last = "";
const keepOnSite = async () => {
  const data = new FormData();
  for (const [name, value] of written()) data.append(name, value);
  const now = JSON.stringify([...data]);
  if (!isWritten() || now === last) return;
  data.append("draft", "1");
  data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  try {
    const answer = await fetch(location.pathname, { method: "POST", body: data, headers: { Accept: "application/json" } });
    const isJson = answer.headers.get("Content-Type") === "application/json";
    const told = isJson ? await answer.json() : {};
    if (answer.ok && isJson) last = now;
    const text = answer.ok && isJson ? panel.dataset.kept : panel.dataset.failed;
    tell(text.replace("{time}", told.time ?? "").replace("{why}", told.problem ?? ""));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // no connection; with the next change
  }
};

const restore = (found) => {
  for (const [name, value] of found.fields) {
    const field = form.elements[name];
    if (!field) continue;
    if (field.type === "checkbox") field.checked = true;
    else field.value = value;
  }
};

let timer = 0;
const forget = () => {
  clearTimeout(timer);
  localStorage.removeItem(KEPT);
  // Also what a page that was sent shows again.
  location.assign(location.pathname);
};

if (form) {
  const found = isHere ? kept() : null;
  if (isHere && panel.dataset.sent !== undefined) keepHere({});
  else if (found) restore(found);
  // Said before anything is typed, so that nothing moves while somebody types.
  panel.hidden = false;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(isHere ? () => keepHere({}) : keepOnSite, PAUSE_MS);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    // The page of the receipt takes it away; any other page of the form goes on with it.
    if (isHere) keepHere({ isSent: Boolean(form.elements.holder) });
  });
  panel.querySelector("button")?.addEventListener("click", forget);
} else if (document.querySelector("[data-question-arrived]") && kept()?.isSent) {
  localStorage.removeItem(KEPT);
}
