// The photos of the notes that a phone keeps (note.js): in a store of the browser that holds files, under the key of their
// note. Where there is none, or no room, the note is kept without and says so.
"use strict";

const PHOTOS = "photos";

const asked = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const withPhotos = async (mode, work) => {
  const opening = indexedDB.open("hashi-note-photos", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(PHOTOS);
  const base = await asked(opening);
  try {
    const transaction = base.transaction(PHOTOS, mode);
    const ended = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    const found = await work(transaction.objectStore(PHOTOS));
    await ended;
    return found;
  } finally {
    base.close();
  }
};

// The files of a note, in the order in which they were chosen; null where they cannot be read now.
const photosOf = async (key) => {
  try {
    const found = await withPhotos("readonly", (store) => asked(store.get(key)));
    return (found ?? []).map(({ name, content }) => new File([content], name, { type: content.type }));
  } catch {
    return null;
  }
};

// What is not forgotten now is swept later.
const forgetPhotos = (key) => withPhotos("readwrite", (store) => asked(store.delete(key))).catch(() => undefined);

// Whether they are kept: all of them or none. Their bytes are, so that they can be sent whatever becomes of the album.
const keepPhotos = async (key, files) => {
  if (!files.length) {
    await forgetPhotos(key);
    return true;
  }
  try {
    const read = await Promise.all(
      files.map(async (file) => ({ name: file.name, content: new Blob([await file.arrayBuffer()], { type: file.type }) })),
    );
    await withPhotos("readwrite", (store) => asked(store.put(read, key)));
    return true;
  } catch {
    return false; // no room, or none that this browser gives
  }
};

// What belongs to no note any more, such as after a page that the site answered by itself.
const sweepPhotos = (keys) =>
  withPhotos("readwrite", async (store) => {
    for (const key of await asked(store.getAllKeys())) if (!keys.includes(key)) store.delete(key);
  }).catch(() => undefined);
