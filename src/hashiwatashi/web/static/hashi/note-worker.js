// While there is no connection, the page on which a call or a visit is noted is shown as it was kept, without anything
// that belongs to whoever was signed in. What is typed there is kept by note.js.
"use strict";

const CACHE = "hashi-note";
const shell = new URL("offline/", self.registration.scope).href;

const isStatic = (address) => address.origin === self.location.origin && address.pathname.includes("/static/");

const refresh = async () => {
  // Without cookies: nobody is signed in on the page that is kept. So the language stands in the worker's own address.
  const page = await fetch(shell + self.location.search, { credentials: "omit", cache: "no-store" });
  if (!page.ok) return;
  const html = await page.clone().text();
  const named = [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map((found) => new URL(found[1], shell));
  const parts = [...new Set(named.filter(isStatic).map(String))];
  const cache = await caches.open(CACHE);
  await Promise.all(parts.map(async (address) => cache.put(address, await fetch(address, { credentials: "omit" }))));
  await cache.put(shell, page);
  // What an update of the site has replaced.
  const old = (await cache.keys()).filter((request) => request.url !== shell && !parts.includes(request.url));
  await Promise.all(old.map((request) => cache.delete(request)));
};

const kept = async (request) => (await caches.match(request)) || Response.error();

self.addEventListener("install", (event) => event.waitUntil(refresh().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => kept(shell)));
  } else if (isStatic(new URL(request.url))) {
    event.respondWith(fetch(request).catch(() => kept(request)));
  }
});

// The page asks for it whenever it was loaded, so that what is kept is never older than the last visit.
self.addEventListener("message", (event) => {
  if (event.data === "refresh") event.waitUntil(refresh().catch(() => undefined));
});
