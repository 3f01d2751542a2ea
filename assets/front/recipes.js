// Recipes: each is started on the demo by a button, and says how far it is until it has ended.

import { readKey } from "../script/api_key.js";
import { element } from "../script/elements.js";

const PAUSE_MS = 700;
const section = document.querySelector("#recipes");
const words = section?.dataset ?? {};

async function call(path, options = {}) {
  const key = readKey("outhost.access_key");
  const headers = { "Accept-Language": section.lang, ...(key ? { "X-API-Key": key } : {}), ...options.headers };
  const response = await fetch(path, { ...options, headers });
  return { status: response.status, ok: response.ok, answer: await response.json() };
}

const post = (path, body) => call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

async function start(card, button) {
  button.disabled = true;
  try {
    await cook(card);
  } catch {
    say(card, words.silent);
  } finally {
    button.disabled = false;
  }
}

async function cook(card) {
  const { answer: recipes } = await call("/api/pipelines/recipes?limit=500");
  const recipe = recipes.items.find(({ slug }) => slug === card.dataset.recipe);
  const lists = await call("/api/lists?limit=500");
  if (lists.status === 401) return askForLogin(card);
  if (!lists.ok) return say(card, lists.answer.detail);
  if (!fillLists(recipe, lists.answer.items)) return say(card, words.no_list);
  const name = card.querySelector("h3").textContent;
  const made = await post("/api/pipelines", { name, definition: recipe.definition });
  if (!made.ok) return say(card, made.answer.detail);
  await follow(card, made.answer);
}

// A list is somebody's own; on the demo any that takes leads will do.
function fillLists(recipe, lists) {
  const mine = lists.find(({ list_type }) => list_type === "meme");
  for (const { kind, field } of recipe.gaps) {
    if (kind !== "list") continue;
    if (!mine) return false;
    recipe.definition.nodes[Number(field.split(".")[2])].config.list_id = mine.list_id;
  }
  return true;
}

async function follow(card, pipeline) {
  while (pipeline.status === "running" || pipeline.status === "pending") {
    say(card, steps(pipeline));
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    pipeline = (await call(`/api/pipelines/${pipeline.id}`)).answer;
  }
  const link = element("a", { href: `/api/pipelines/${pipeline.id}/download?format=csv`, download: "" }, words.download);
  say(card, steps(pipeline), pipeline.status === "done" ? link : null);
}

function steps(pipeline) {
  const items = pipeline.nodes.map(({ node_id, status, results_count, error_message }) =>
    element("li", { "data-status": status }, `${node_id}: ${error_message ?? `${words[status] ?? status}, ${results_count}`}`),
  );
  return element("ul", {}, ...items);
}

function askForLogin(card) {
  const email = element("input", { type: "email", name: "email", autocomplete: "username", required: "", "aria-label": words.email, placeholder: words.email });
  const password = element("input", {
    type: "password", name: "password", autocomplete: "current-password", required: "", "aria-label": words.password, placeholder: words.password,
  });
  const form = element("form", {}, element("p", {}, words.login), email, password, element("button", { type: "submit" }, words.enter));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const entered = await post("/api/auth/login", { email: email.value, password: password.value });
    if (entered.ok) start(card, card.querySelector("[data-start]"));
    else form.querySelector("p").textContent = entered.answer.detail;
  });
  say(card, form);
  email.focus();
}

const say = (card, ...said) => card.querySelector(".outcome").replaceChildren(...said.filter((one) => one !== null));

for (const button of section?.querySelectorAll("[data-start]") ?? []) {
  button.addEventListener("click", () => start(button.closest("[data-recipe]"), button));
}
