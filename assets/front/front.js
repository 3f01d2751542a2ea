// The gallery: redraws the templates as one types, keeps their curl lines true, and makes one real on demand.

import { keepKey, readKey, takeKeyFromAddress } from "../script/api_key.js";
import { copy } from "../script/clipboard.js";
import { curl, quotedWhereNeeded } from "../script/curl.js";
import { element } from "../script/elements.js";
import "./recipes.js";

const PAUSE_MS = 250;
const LIST_PAGES = 10;
const WARNINGS = {
  overflow: "The text was shortened to fit.",
  missing_glyph: "A character is in none of the fonts.",
  max_length: "The text was cut at its longest length.",
  low_contrast: "The text is hard to read on its ground.",
};

const who = document.querySelector("#who");
const keyForm = document.querySelector("#key-form");
const keyField = document.querySelector("#key");
const account = document.querySelector("#account");
const forget = document.querySelector("#forget");
const cards = [...document.querySelectorAll(".card[data-template]")];

let lists = new Map(); // by name, the id of a list made from the template of that name
let email = "you@example.com";

const variables = () => ({ first_name: who.first_name.value, company: who.company.value });
const requestBody = () => JSON.stringify({ variables: variables() });

function writeCurls() {
  for (const card of cards) {
    const url = `${location.origin}/v1/lists/${lists.get(card.dataset.name) ?? "LIST_ID"}/leads`;
    card.querySelector(".panel code").textContent = curl("POST", url, requestBody(), readKey());
  }
}

// Pictures

function redraw() {
  for (const card of cards) draw(card);
}

async function draw(card) {
  card.drawing?.abort();
  const drawing = (card.drawing = new AbortController());
  card.toggleAttribute("data-busy", true);
  try {
    const answer = await fetchPicture(card, drawing.signal);
    if (answer.ok) await hang(card, answer, drawing.signal);
    else notice(card, (await answer.json()).detail);
  } catch (fault) {
    if (fault.name !== "AbortError") notice(card, "The picture could not be fetched; is outhost still running?");
  }
  if (card.drawing === drawing) card.toggleAttribute("data-busy", false);
}

// A busy server says when to come back.
async function fetchPicture(card, signal) {
  const url = `${card.dataset.path}?${new URLSearchParams(variables())}`;
  for (;;) {
    const answer = await fetch(url, { signal });
    if (answer.status !== 503) return answer;
    await pause(1000 * Number(answer.headers.get("retry-after") ?? 1), signal);
  }
}

// The old picture stays until the new one can be shown.
async function hang(card, answer, signal) {
  const warnings = (answer.headers.get("x-render-warnings") ?? "").split(",").map((warning) => warning.split(":")[0]);
  const url = URL.createObjectURL(await answer.blob());
  const picture = card.querySelector("img");
  const next = new Image();
  next.src = url;
  await next.decode();
  signal.throwIfAborted();
  const last = picture.src;
  picture.src = url;
  picture.alt = `${card.dataset.name}, drawn for ${who.first_name.value} at ${who.company.value}`;
  if (last.startsWith("blob:")) URL.revokeObjectURL(last);
  notice(card, [...new Set(warnings)].map((code) => WARNINGS[code]).filter(Boolean).join(" "));
}

const notice = (card, words) => (card.querySelector(".notice").textContent = words);

const pause = (milliseconds, signal) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => (clearTimeout(timer), reject(signal.reason)), { once: true });
  });

// The key, and what it opens

async function connect() {
  const key = readKey();
  lists = new Map();
  keyForm.toggleAttribute("data-known", false);
  forget.hidden = !key;
  account.textContent = "";
  keyField.value = key;
  if (key) await lookUp(key);
  writeCurls();
}

async function lookUp(key) {
  const me = await call("/v1/me", key);
  if (!me.ok) {
    account.textContent = me.answer.message;
    return;
  }
  email = me.answer.email;
  keyForm.toggleAttribute("data-known", true);
  showCredits(me.answer.credits);
  for (let page = 1, more = true; more && page <= LIST_PAGES; page += 1) {
    const { ok, answer } = await call(`/v1/lists?page=${page}&size=200`, key);
    if (!ok) return;
    for (const list of answer.lists) if (list.list_type === "meme" && !lists.has(list.list_name)) lists.set(list.list_name, list.list_id);
    more = answer.pagination.has_next;
  }
}

const showCredits = (credits) => (account.textContent = `${email} · ${credits.toLocaleString("en")} credits`);

async function call(path, key, options = {}) {
  try {
    const response = await fetch(path, { ...options, headers: { "X-API-Key": key, ...options.headers } });
    return { ok: response.ok, answer: await response.json() };
  } catch {
    return { ok: false, answer: { message: "outhost does not answer; is it still running?" } };
  }
}

// Making one real

async function make(card, button) {
  const list = lists.get(card.dataset.name);
  if (!readKey()) return say(card, "Paste your API key at the top of the page first."), keyField.focus();
  if (!list) return say(card, "No list of yours has this template’s name yet. Make one on the machine, then come back:", addListPanel(card));
  button.disabled = true;
  const headers = { "Content-Type": "application/json" };
  const { ok, answer } = await call(`/v1/lists/${list}/leads`, readKey(), { method: "POST", headers, body: requestBody() });
  button.disabled = false;
  if (!ok) return say(card, answer.message);
  showCredits(answer.credits_remaining);
  const link = element("a", { href: answer.image_url, target: "_blank", rel: "noopener" }, answer.image_url);
  say(card, "It is real, with a link of its own: ", link, whoCanOpen(link), copyButton(answer.image_url));
}

// A picture that only this machine can load would be missing from every mail.
function whoCanOpen(link) {
  if (!/^(localhost|127\.|\[::1\])/.test(link.hostname)) return null;
  return element("p", {}, "Only this machine can open it for now: set image_base_url to an address that your readers can reach.");
}

function addListPanel(card) {
  const { name, template } = card.dataset;
  const { listsAdd } = document.querySelector(".gallery").dataset;
  const command = `${listsAdd} \\\n  --email ${quotedWhereNeeded(email)} --name ${quotedWhereNeeded(name)} --template ${template}`;
  return element("pre", { tabindex: "0" }, element("code", {}, command));
}

function copyButton(text) {
  const button = element("button", { type: "button", class: "quiet" }, "Copy the link");
  button.addEventListener("click", () => copy(text, button));
  return button;
}

const say = (card, ...words) => card.querySelector(".result").replaceChildren(...words.filter((word) => word !== null));

// Listening

let typing;
who.addEventListener("input", ({ target }) => {
  target.size = Math.max(3, target.value.length);
  writeCurls();
  clearTimeout(typing);
  typing = setTimeout(redraw, PAUSE_MS);
});
who.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(typing);
  redraw();
});

keyForm.addEventListener("submit", (event) => {
  event.preventDefault();
  keepKey(keyField.value.trim());
  connect();
});
forget.addEventListener("click", () => {
  keepKey("");
  connect();
});

for (const card of cards) {
  const copyCurl = card.querySelector("[data-copy]");
  copyCurl.addEventListener("click", () => copy(card.querySelector("pre code").textContent, copyCurl));
  const deed = card.querySelector("[data-make]");
  deed.addEventListener("click", () => make(card, deed));
}

takeKeyFromAddress();
addEventListener("hashchange", () => (takeKeyFromAddress(), connect()));
writeCurls();
connect();
