// The menus of the navigation close by Escape and by a press beside them; without this file, by their own button.
"use strict";

const openMenus = () => document.querySelectorAll(".nav-line details[open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
