// Sends requests to the server. The page asks for the key once, and keeps it while the tab is open.

import { t } from "./words.js";

const place = "ebb-key";

/// An error answer of the server: its status and its message.
export class Refusal extends Error {
  constructor(status, text) {
    super(text || `HTTP ${status}`);
    this.status = status;
  }
}

function headers(more) {
  const key = sessionStorage.getItem(place);
  return key ? {...more, "X-API-Key": key} : more;
}

async function send(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, {...options, headers: headers(options.headers ?? {})});
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal(0, t("unreachable"));
  }
  if (answer.status === 401) {
    await askForKey(sessionStorage.getItem(place) ? t("keyWrong") : "");
    return send(path, options);
  }
  // A valid key without access to this route.
  if (answer.status === 403) {
    await askForKey(await answer.text());
    return send(path, options);
  }
  if (!answer.ok) throw new Refusal(answer.status, await answer.text());
  return answer;
}

/// Gets the JSON at a path.
export async function get(path, options) { return (await send(path, options)).json(); }

/// Sends a request and returns the JSON of the answer.
export async function ask(method, path, body, options = {}) {
  const isFile = body instanceof Blob;
  return (await send(path, {
    ...options, method,
    body: body === undefined || isFile ? body : JSON.stringify(body),
    headers: body === undefined ? {} : {"Content-Type": isFile ? "application/octet-stream" : "application/json"},
  })).json();
}

/// Downloads the contents of a path as a file.
export async function download(path, name) {
  const url = URL.createObjectURL(await (await send(path)).blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/// Reads server-sent events until they end; `see` receives the JSON of each.
export async function follow(path, see, signal) {
  const reader = (await send(path, {signal})).body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const {value, done} = await reader.read();
    if (done) return;
    rest += value;
    const parts = rest.split("\n\n");
    rest = parts.pop();
    for (const part of parts) {
      if (part.startsWith("data: ")) see(JSON.parse(part.slice(6)));
    }
  }
}

let asking;
function askForKey(refused) {
  asking ??= new Promise((resolve) => {
    const door = document.getElementById("door");
    const input = document.getElementById("key");
    document.getElementById("refused").textContent = refused;
    input.value = "";
    door.addEventListener("cancel", (event) => event.preventDefault());
    door.addEventListener("close", () => {
      sessionStorage.setItem(place, input.value);
      asking = undefined;
      resolve();
    }, {once: true});
    door.showModal();
    input.focus();
  });
  return asking;
}

/// Asks the user to confirm something; if `proof` is given, the user must type it.
export function confirmed(question, yes, proof) {
  const dialog = document.getElementById("ask");
  const input = document.getElementById("proofInput");
  const button = document.getElementById("yes");
  document.getElementById("question").textContent = question;
  document.getElementById("proof").hidden = proof === undefined;
  document.getElementById("proofText").textContent = proof === undefined ? "" : t("proof", proof);
  button.textContent = yes;
  input.value = "";
  const check = () => { button.disabled = proof !== undefined && input.value !== proof; };
  input.oninput = check;
  check();
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), {once: true});
  });
}
