// A call or a visit that is noted without a connection is kept on the phone and sent once there is one. Each note has a
// key of its own, by which the server stores it once, however often it is sent. Without this file the form is a form.
"use strict";

const panel = document.getElementById("kept-notes");
const form = document.querySelector("main [name=noted_at]")?.form;
const { address, login } = panel.dataset;
const NOTES = "hashi-notes";
const KNOWN = "hashi-notes-known";
const AGAIN_MS = 30_000;

const stored = (name, otherwise) => JSON.parse(localStorage.getItem(name)) ?? otherwise;
const notes = () => stored(NOTES, []);
const forget = (key) => localStorage.setItem(NOTES, JSON.stringify(notes().filter((note) => note.key !== key)));
const keep = (note) =>
  localStorage.setItem(NOTES, JSON.stringify([...notes().filter((other) => other.key !== note.key), note]));
const newKey = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// Whose notes are kept: told by the page of somebody who is signed in, remembered for the page without a connection.
const here = panel.dataset.phone;
if (here) {
  const chosen = (name) => form?.elements[name]?.value;
  const before = stored(KNOWN, {});
  const same = before.phone === here ? before : {};
  const place = chosen("place") || same.place;
  localStorage.setItem(KNOWN, JSON.stringify({ phone: here, owner: chosen("owner") || same.owner, place }));
}
const known = stored(KNOWN, {});

// What stands in the form is kept until the site has stored it, and neither shown beside it nor sent meanwhile.
const isInForm = (note) => Boolean(form) && note.key === form.elements.key.value;
const KEPT_FOR_MS = 7 * 24 * 3600 * 1000;

const told = [];
let needsSignIn = false;

const line = (text) => {
  const shown = document.createElement("p");
  shown.textContent = text;
  panel.append(shown);
  return shown;
};

const show = () => {
  const mine = notes().filter((note) => note.phone === known.phone && !isInForm(note));
  const others = notes().filter((note) => note.phone !== known.phone).length;
  panel.replaceChildren();
  if (mine.length) line(panel.dataset.kept.replace("{count}", mine.length));
  if (others) line(panel.dataset.others.replace("{count}", others));
  // What was written is shown to whoever is signed in alone.
  for (const note of here ? mine : []) {
    const time = new Date(note.at).toLocaleString(document.documentElement.lang);
    const shown = line(`${time} ${note.topic} `);
    const why = note.problems?.join(" ");
    if (why) shown.append(document.createElement("br"), panel.dataset.refused.replace("{why}", why), " ");
    if (form) shown.append(opener(note));
  }
  for (const text of told) line(text);
  if (needsSignIn && mine.length) {
    const link = document.createElement("a");
    link.href = login;
    link.textContent = panel.dataset.signIn;
    line("").append(link);
  }
  panel.hidden = !panel.childElementCount;
};

const opener = (note) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "second";
  button.textContent = panel.dataset.open;
  button.addEventListener("click", () => {
    form.reset();
    for (const [name, value] of note.fields) {
      const field = form.elements[name];
      if (!field) continue;
      if (field.type === "checkbox") field.checked = true;
      else field.value = value;
    }
    form.elements.key.value = note.key;
    // What is older is taken as written now: the site takes nothing that was noted longer ago.
    form.elements.noted_at.value = Date.now() - new Date(note.at) < KEPT_FOR_MS ? note.at : "";
    show();
    form.elements.topic.focus();
  });
  return button;
};

const written = (submitter) => {
  const fields = [...new FormData(form, submitter)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const at = form.elements.noted_at.value || new Date().toISOString();
  const own = fields.filter(([name]) => name !== "key" && name !== "noted_at");
  return { key: form.elements.key.value || newKey(), at, phone: known.phone, topic: form.elements.topic.value, fields: own };
};

// The answer to a note: what was stored, why not, or null where there is no connection or nobody signed in.
const post = async (note, page, more) => {
  const data = new FormData();
  for (const [name, value] of [...note.fields, ...more]) data.append(name, value);
  data.set("key", note.key);
  data.set("noted_at", note.at);
  // The form on a page loaded just now has the token that holds now, whatever it was when the note was written.
  data.set("csrfmiddlewaretoken", page.elements.csrfmiddlewaretoken.value);
  if (!data.has("owner")) {
    const choices = [...page.elements.owner.options ?? []].map((option) => option.value);
    data.set("owner", choices.includes(known.owner) ? known.owner : page.elements.owner.value);
  }
  const answer = await fetch(address, { method: "POST", body: data, headers: { Accept: "application/json" } });
  if (answer.headers.get("Content-Type") !== "application/json") return null;
  // What the site cannot do now it may do later; what it refuses is sent again by hand.
  return { ...(await answer.json()), isLater: answer.status === 429 || answer.status >= 500 };
};

// It stays kept, with the reason; under a new key where the site has stored something else under its own.
const refuse = (note, answer) => {
  if (answer.key) forget(note.key);
  keep({ ...note, key: answer.key ?? note.key, problems: answer.problems, isLater: answer.isLater });
};

// The page without a connection says that there is none for as long as that is so.
const warning = document.getElementById("no-connection");
const connected = (isSo) => {
  if (warning) warning.hidden = isSo;
};

let isSending = false;
const send = async () => {
  if (isSending || !notes().length) return;
  isSending = true;
  try {
    const loaded = await fetch(address, { cache: "no-store" });
    connected(true);
    const page = new DOMParser().parseFromString(await loaded.text(), "text/html");
    const phone = page.getElementById("kept-notes")?.dataset.phone;
    needsSignIn = loaded.redirected;
    for (const note of phone ? notes().filter((kept) => kept.phone === phone && (!kept.problems || kept.isLater) && !isInForm(kept)) : []) {
      const answer = await post(note, page.querySelector("main [name=noted_at]").form, [["kept", "1"]]);
      if (answer?.number) {
        forget(note.key);
        const time = new Date().toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
        told.push(panel.dataset.sent.replace("{time}", time).replace("{number}", answer.number));
      } else if (answer?.problems) refuse(note, answer);
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    connected(false); // the next time
  } finally {
    isSending = false;
    show();
  }
};

// Pressed twice it is one note.
let isSubmitting = false;
const submit = async (event) => {
  event.preventDefault();
  if (isSubmitting || !form.reportValidity()) return;
  isSubmitting = true;
  try {
    await submitted(event);
  } finally {
    isSubmitting = false;
  }
};

const submitted = async (event) => {
  const note = written(event.submitter);
  try {
    keep(note);
  } catch {
    told.push(panel.dataset.full);
    show();
    return;
  }
  let answer = null;
  try {
    if (here) answer = await post(note, form, []);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  if (answer?.number) {
    forget(note.key);
    location.assign(answer.next);
  } else if (answer?.key) {
    refuse(note, answer);
    form.elements.key.value = answer.key;
    told.push(panel.dataset.refused.replace("{why}", answer.problems.join(" ")));
    show();
    panel.scrollIntoView({ block: "center" });
  } else if (answer?.problems && !answer.isLater) {
    // The page with what is wrong beside each field; kept until it is stored.
    refuse(note, answer);
    form.elements.key.value = note.key;
    form.elements.noted_at.value = note.at;
    form.submit();
  } else {
    if (answer?.isLater) refuse(note, answer);
    form.reset();
    form.elements.key.value = form.elements.noted_at.value = "";
    fill();
    show();
    panel.scrollIntoView({ block: "center" });
    if (!here || navigator.onLine) send();
  }
};

const fill = () => {
  if (known.place && !form.elements.place.value) form.elements.place.value = known.place;
};

if (form) {
  fill();
  form.addEventListener("submit", submit);
  // Another language is another worker, which keeps its page while it is installed; the one before must not undo that.
  const worker = new URL(`${panel.dataset.worker}?language=${document.documentElement.lang}`, location.href).href;
  if (here) {
    navigator.serviceWorker?.register(worker, { scope: address }).then((registration) => {
      if (registration.active?.scriptURL === worker) registration.active.postMessage("refresh");
    });
  }
}
window.addEventListener("online", () => {
  connected(true);
  send();
});
window.addEventListener("offline", () => connected(false));
document.addEventListener("visibilitychange", () => document.hidden || send());
setInterval(send, AGAIN_MS);
show();
send();
