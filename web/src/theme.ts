/* Light, dark, or as the system has it. */
import { useSyncExternalStore } from "react";

export type Theme = "light" | "dark" | "system";

const KEY = "berth.theme";
const DARK = "pf-v6-theme-dark";
const system = window.matchMedia("(prefers-color-scheme: dark)");
const watchers = new Set<() => void>();

export function currentTheme(): Theme {
  const kept = localStorage.getItem(KEY);
  return kept === "light" || kept === "dark" ? kept : "system";
}

function apply() {
  const theme = currentTheme();
  document.documentElement.classList.toggle(DARK, theme === "dark" || (theme === "system" && system.matches));
  for (const tell of watchers) tell();
}

export function setTheme(theme: Theme) {
  localStorage.setItem(KEY, theme);
  apply();
}

export function useTheme(): Theme {
  return useSyncExternalStore((tell) => {
    watchers.add(tell);
    return () => watchers.delete(tell);
  }, currentTheme);
}

system.addEventListener("change", apply);
apply();
