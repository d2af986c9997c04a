// Runs before the page is painted, so that nobody is shown the wrong theme first.
"use strict";
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const apply = () => { root.dataset.theme = chosen() ?? (system.matches ? "dark" : "light"); };
  system.addEventListener("change", apply);
  apply();
  addEventListener("DOMContentLoaded", () => document.getElementById("theme").addEventListener("click", () => {
    const next = root.dataset.theme === "dark" ? "light" : "dark";
    try { localStorage.setItem("theme", next); } catch { /* a private window forgets it */ }
    root.dataset.theme = next;
  }));
})();
