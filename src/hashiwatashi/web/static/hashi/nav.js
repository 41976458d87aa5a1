// The menus of the navigation close by Escape and by a press beside them; without this file, by their own button.
"use strict";

const openMenus = () => document.querySelectorAll(".site-nav details[open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// Tab past the last entry leaves the menu.
document.addEventListener("focusout", (event) => {
  const menu = event.target.closest(".nav-line details[open]");
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
});

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
