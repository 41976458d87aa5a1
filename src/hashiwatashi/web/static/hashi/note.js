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
const forget = (key) => {
  localStorage.setItem(NOTES, JSON.stringify(notes().filter((note) => note.key !== key)));
  return forgetPhotos(key);
};
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
    const photos = note.photos ? panel.dataset.photos.replace("{count}", note.photos) : "";
    const shown = line(`${time} ${note.topic} ${photos} `);
    if (note.without?.length) shown.append(document.createElement("br"), without(note), " ");
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

const without = (note) => panel.dataset.without.replace("{names}", note.without.join(", "));

// What the site showed of the photos of another step belongs to no other note.
const cleared = () => {
  form.reset();
  document.getElementById("kept")?.remove();
};

const choose = (files) => {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  form.elements.photos.files = transfer.files;
};

// Photos of a note that is opened come after its words; nothing is sent before they are there.
let opened = Promise.resolve();
const opener = (note) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "second";
  button.textContent = panel.dataset.open;
  button.addEventListener("click", () => {
    cleared();
    opened = photosOf(note.key).then((photos) => choose(photos ?? []));
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

// Photos are kept by themselves; what the site keeps of them is kept for two hours only.
const ASIDE = ["csrfmiddlewaretoken", "photos", "kept_photos", "leave_out"];

const written = (submitter) => {
  const fields = [...new FormData(form, submitter)].filter(([name]) => !ASIDE.includes(name));
  const at = form.elements.noted_at.value || new Date().toISOString();
  const own = fields.filter(([name]) => name !== "key" && name !== "noted_at");
  return { key: form.elements.key.value || newKey(), at, phone: known.phone, topic: form.elements.topic.value, fields: own };
};

// The photos that are to be kept with the form: those chosen and, where the site shows those of a step before, these as
// this phone keeps them, too, but for what is left out.
const withPhotosBefore = async (key) => {
  const chosen = [...form.elements.photos.files];
  if (!form.elements.kept_photos) return chosen;
  const boxes = [...form.querySelectorAll("[name=leave_out]:checked")];
  const left = boxes.map((box) => box.closest("li").querySelector("img").alt);
  const before = ((await photosOf(key)) ?? []).filter((file) => !left.includes(file.name));
  return [...before, ...chosen];
};

// What the form says of photos to the site that shows it.
const shownPhotos = () => [...new FormData(form)].filter(([name]) => name === "kept_photos" || name === "leave_out");

// The answer to a note: what was stored, why not, or null where there is no connection or nobody signed in.
const post = async (note, page, more, chosen) => {
  const photos = chosen ?? (await photosOf(note.key));
  if (photos === null) return null;
  const data = new FormData();
  for (const file of photos) data.append("photos", file, file.name);
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
const refuse = async (note, answer) => {
  if (answer.key) {
    await keepPhotos(answer.key, (await photosOf(note.key)) ?? []);
    await forget(note.key);
  }
  keep({ ...note, key: answer.key ?? note.key, problems: answer.problems, isLater: answer.isLater });
};

// The page without a connection says that there is none for as long as that is so.
const warning = document.getElementById("no-connection");
const connected = (isSo) => {
  if (warning) warning.hidden = isSo;
};

const isToBeSent = (note) => (!note.problems || note.isLater) && !note.isHalf && !isInForm(note);

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
    for (const note of phone ? notes().filter((kept) => kept.phone === phone && isToBeSent(kept)) : []) {
      const answer = await post(note, page.querySelector("main [name=noted_at]").form, [["kept", "1"]]);
      if (answer?.number) {
        await forget(note.key);
        if (note.without?.length) told.push(without(note));
        const time = new Date().toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
        told.push(panel.dataset.sent.replace("{time}", time).replace("{number}", answer.number));
      } else if (answer?.problems) await refuse(note, answer);
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
    await opened;
    await submitted(event);
  } finally {
    isSubmitting = false;
  }
};

// With its photos, or with their names where this phone cannot keep them.
const whole = async (note) => {
  const photos = await withPhotosBefore(note.key);
  const areKept = await keepPhotos(note.key, photos);
  note.photos = areKept ? photos.length : 0;
  note.without = areKept ? [] : photos.map((file) => file.name);
  note.isHalf = false;
  return note;
};

const submitted = async (event) => {
  const note = written(event.submitter);
  const had = notes().find((other) => other.key === note.key)?.photos;
  // Until its photos are kept, too, nothing sends it without them.
  note.isHalf = Boolean(had || form.elements.photos.files.length || form.elements.kept_photos);
  try {
    keep(note);
    if (note.isHalf) keep(await whole(note));
  } catch {
    told.push(panel.dataset.full);
    show();
    return;
  }
  let answer = null;
  try {
    if (here) answer = await post(note, form, shownPhotos(), [...form.elements.photos.files]);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  if (answer?.number) {
    await forget(note.key);
    location.assign(answer.next);
  } else if (answer?.key) {
    await refuse(note, answer);
    form.elements.key.value = answer.key;
    told.push(panel.dataset.refused.replace("{why}", answer.problems.join(" ")));
    show();
    panel.scrollIntoView({ block: "center" });
  } else if (answer?.problems && !answer.isLater) {
    // The page with what is wrong beside each field; kept until it is stored.
    await refuse(note, answer);
    form.elements.key.value = note.key;
    form.elements.noted_at.value = note.at;
    form.submit();
  } else {
    if (answer?.isLater) await refuse(note, answer);
    cleared();
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
sweepPhotos(notes().map((note) => note.key));
show();
send();
