// Shows the view of the address: #/overview, #/user/ann, #/item/alien … Each view is a module that
// fills the page and returns a function that cleans up.

import { el, put, say } from "./dom.js";
import { language, setLanguage, t } from "./words.js";
import { overview } from "./overview.js";
import { person } from "./person.js";
import { item } from "./item.js";
import { imports } from "./imports.js";
import { evaluation } from "./evaluation.js";
import { settings } from "./settings.js";

const views = {overview, user: person, item, imports, evaluation, settings};
const names = () => ({
  overview: t("overview"), user: t("user"), item: t("item"), imports: t("imports"),
  evaluation: t("evaluation"), settings: t("settings"),
});

let leave = () => {};

function address() {
  const [, name = "overview", ...rest] = location.hash.split("/");
  return [views[name] ? name : "overview", rest.map(decodeURIComponent)];
}

async function show(focus) {
  leave();
  leave = () => {};
  const [name, rest] = address();
  const main = document.getElementById("view");
  put(document.getElementById("nav"), Object.entries(names()).map(([key, text]) =>
    el("a", {href: `#/${key}`, "aria-current": key === name ? "page" : undefined}, text)));
  document.title = `Ebb · ${names()[name]}`;
  const home = el("div");
  put(main, home);
  if (focus) main.focus({preventScroll: true});
  const left = new AbortController();
  leave = () => left.abort();
  try {
    await views[name](home, rest, left.signal);
  } catch (error) {
    if (!left.signal.aborted) put(home, el("h1", {}, names()[name]), el("p.trouble", {}, error.message));
  }
}

function speak() {
  document.documentElement.lang = language() === "zh" ? "zh-CN" : "en";
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = t(node.dataset.word);
  const button = document.getElementById("language");
  button.textContent = language() === "zh" ? "English" : "中文";
  button.lang = language() === "zh" ? "en" : "zh";
}

document.getElementById("language").addEventListener("click", () => {
  setLanguage(language() === "zh" ? "en" : "zh");
  speak();
  show(false);
});
addEventListener("hashchange", () => show(true));
addEventListener("unhandledrejection", (event) => {
  // A view that was left no longer needs its answers.
  if (event.reason?.name === "AbortError") event.preventDefault();
  else say(event.reason?.message ?? String(event.reason));
});
speak();
show(false);
