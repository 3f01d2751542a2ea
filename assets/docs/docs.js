// The documentation comes to life: the address and the key in every curl, Try it with the live response, Copy as Markdown.

import { keepKey, readKey } from "../script/api_key.js";
import { copy } from "../script/clipboard.js";
import { curl } from "../script/curl.js";
import { element } from "../script/elements.js";

const HEADERS = ["content-type", "allow", "retry-after", "x-render-warnings", "x-ignored-variables", "link", "x-total-count", "x-page", "x-page-size", "x-last-page", "x-request-id"];
const LONGEST_SHOWN = 20_000;

const reference = document.querySelector(".reference");
const isOutsend = reference.dataset.surface === "outsend";
const keyName = isOutsend ? "outhost.access_key" : "outhost.api_key";
const endpoints = [...document.querySelectorAll(".endpoint")];
const keyField = document.querySelector("#key");

// The page may be read at another address than the server takes for its own.
function moveTo(origin) {
  const base = reference.dataset.base;
  if (base === origin) return;
  const texts = document.createTreeWalker(reference, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replaceAll(base, origin);
}

// What the form of an endpoint asks for. A gap that nobody filled stands as in the examples.
function requestOf(endpoint) {
  const form = endpoint.querySelector(".trial");
  let path = endpoint.dataset.path;
  const query = new URLSearchParams();
  for (const field of form.querySelectorAll("input[data-place]:not([type=file])")) {
    const value = field.value.trim();
    if (field.dataset.place === "path") path = path.replace(`:${field.name}`, value ? encodeURIComponent(value) : field.name.toUpperCase());
    else if (value) query.set(field.name, value);
  }
  const body = form.elements.body ? compact(form.elements.body.value) : undefined;
  const picked = form.querySelector("input[type=file]");
  const file = picked ? (picked.files[0]?.name ?? "photo.png") : undefined;
  const upload = picked?.files[0];
  return { method: endpoint.dataset.method, url: location.origin + path + (query.size ? `?${query}` : ""), body, file, upload };
}

// Malformed JSON is sent as it stands: the server's answer to it is worth seeing.
function compact(text) {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}

function writeCurl(endpoint) {
  const { method, url, body, file } = requestOf(endpoint);
  endpoint.querySelector(".curl code").textContent = curl(method, url, body, readKey(keyName), { way: endpoint.dataset.way, file });
}

// Try it

async function send(endpoint) {
  const { method, url, body, file, upload } = requestOf(endpoint);
  const live = endpoint.querySelector(".live");
  const button = endpoint.querySelector(".trial [type=submit]");
  const headers = { ...credentials(endpoint), ...(body === undefined ? {} : { "Content-Type": "application/json" }) };
  button.disabled = true;
  const began = performance.now();
  try {
    const response = await fetch(url, { method, headers, body: file === undefined ? body : formOf(upload), cache: "no-store" });
    if (isStream(response)) return await follow(response, live);
    const answer = await response.blob();
    const elapsed = Math.round(performance.now() - began);
    const text = isText(response) ? await answer.text() : "";
    live.replaceChildren(...head(response, elapsed), ...(isText(response) ? shown(text) : [kept(answer)]));
    if (response.ok) learn(endpoint, text);
  } catch {
    live.replaceChildren(element("p", { class: "fault" }, "outhost does not answer; is it still running?"));
  } finally {
    button.disabled = false;
  }
}

// A stream is shown as it comes, its end where it is long, until it closes or somebody has heard enough.
async function follow(response, live) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const shown = element("code", {}, "");
  const enough = element("button", { type: "button" }, "Stop");
  enough.addEventListener("click", () => reader.cancel());
  live.replaceChildren(...head(response), element("pre", { class: "answer", tabindex: "0" }, shown), enough);
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    shown.textContent = (shown.textContent + piece.value).slice(-LONGEST_SHOWN);
  }
  enough.remove();
}

// Where no key is given, or none may call, the session's cookie goes along by itself.
function credentials(endpoint) {
  const key = readKey(keyName);
  return key && !endpoint.dataset.way ? { "X-API-Key": key } : {};
}

function formOf(upload) {
  const filled = new FormData();
  if (upload) filled.append("file", upload);
  return filled;
}

const isStream = (response) => (response.headers.get("content-type") ?? "").startsWith("text/event-stream");
const isText = (response) => /json|^text\//.test(response.headers.get("content-type") ?? "");

function head(response, elapsed) {
  const status = element("p", { class: `status ${response.ok ? "good" : "bad"}` }, `${response.status} ${response.statusText}`.trim());
  if (elapsed !== undefined) status.append(element("span", {}, `${elapsed} ms`));
  const headers = HEADERS.filter((name) => response.headers.has(name)).map((name) => `${name}: ${response.headers.get(name)}`);
  return [status, element("pre", { class: "headers", tabindex: "0" }, element("code", {}, headers.join("\n")))];
}

function shown(text) {
  const answer = parsed(text);
  const body = answer === undefined ? text : JSON.stringify(answer, null, 2);
  const cut = body.length > LONGEST_SHOWN ? `${body.slice(0, LONGEST_SHOWN)}\n…` : body;
  const shownText = element("pre", { class: "answer", tabindex: "0" }, element("code", {}, cut));
  return answer?.image_url ? [shownText, picture(answer)] : [shownText];
}

// What is no text: a picture is shown, anything else is there to be saved.
function kept(answer) {
  const address = URL.createObjectURL(answer);
  if (answer.type.startsWith("image/")) return element("img", { src: address, alt: "The picture that came back", class: "picture" });
  return element("p", { class: "hint" }, element("a", { href: address, download: "" }, `Save ${answer.size} bytes`));
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// This server answers every image itself, also where links lead elsewhere.
function picture(answer) {
  const name = answer.image_url.split("/").pop();
  const image = element("img", { src: `/i/${name}`, alt: "The image of the lead that was just added" });
  return element("a", { href: answer.image_url, target: "_blank", rel: "noopener", class: "picture" }, image);
}

// An answer fills what the next call needs: a list's id, or the new key.
function learn(endpoint, text) {
  const answer = parsed(text);
  if (answer?.api_key) setKey(answer.api_key);
  if (isOutsend) fill(endpoint.dataset.path, answer);
  const known = answer?.lists?.find((list) => list.list_type === "meme")?.list_id;
  if (known) for (const field of document.querySelectorAll("input[name=list_id]")) field.value ||= known;
  endpoints.forEach(writeCurl);
}

// A page of things names the first of them to the calls about one: `/api/lists` to `/api/lists/:list_id`.
function fill(path, answer) {
  const first = answer?.items?.[0];
  if (!first) return;
  for (const other of endpoints) {
    const name = other.dataset.path.startsWith(`${path}/:`) ? other.dataset.path.slice(path.length + 2).split("/")[0] : undefined;
    const id = name && (first[name] ?? first.id);
    if (id) for (const field of document.querySelectorAll(`input[name=${name}]`)) field.value ||= id;
  }
}

// What breaks something is asked for twice.
function isConfirmed(form) {
  const button = form.querySelector("[type=submit]");
  if (!("breaks" in form.dataset) || button.dataset.asked) {
    settle(button);
    return true;
  }
  button.dataset.asked = "yes";
  button.textContent = "Really? Click again";
  button.timer = setTimeout(() => settle(button), 5000);
  return false;
}

function settle(button) {
  clearTimeout(button.timer);
  delete button.dataset.asked;
  button.textContent = "Try it";
}

// The key

function setKey(key) {
  keepKey(key, keyName);
  keyField.value = key;
  endpoints.forEach(writeCurl);
}

// Listening

function markdownOf(button) {
  if (button.dataset.copy === "endpoint") return button.closest(".endpoint").querySelector(".source").textContent;
  return [...document.querySelectorAll(".source")].map((source) => source.textContent).join("\n");
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", () => {
    const text = button.dataset.copy === "code" ? button.closest(".panel").querySelector("pre code").textContent : markdownOf(button);
    copy(text, button);
  });
}

for (const endpoint of endpoints) {
  const form = endpoint.querySelector(".trial");
  form.addEventListener("input", () => writeCurl(endpoint));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (isConfirmed(form)) send(endpoint);
  });
}

document.querySelector("#key-form").addEventListener("submit", (event) => event.preventDefault());
document.querySelector("[data-forget]").addEventListener("click", () => setKey(""));
keyField.addEventListener("input", () => {
  keepKey(keyField.value.trim(), keyName);
  endpoints.forEach(writeCurl);
});

// The contents show where one is.
const links = new Map([...document.querySelectorAll('.contents a[href^="#"]')].map((link) => [link.hash.slice(1), link]));
const watcher = new IntersectionObserver(
  (entries) => {
    for (const entry of entries.filter((each) => each.isIntersecting)) {
      for (const link of links.values()) link.removeAttribute("aria-current");
      links.get(entry.target.id)?.setAttribute("aria-current", "true");
    }
  },
  { rootMargin: "-10% 0px -75% 0px" },
);
for (const id of links.keys()) {
  const target = document.getElementById(id);
  if (target) watcher.observe(target);
}

moveTo(location.origin);
keyField.value = readKey(keyName);
endpoints.forEach(writeCurl);
