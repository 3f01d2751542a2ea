// The caller's key: kept for this tab alone, and sent to this server alone. `/v1` and `/api` each have one of their own.

const NAME = "outhost.api_key";

export const readKey = (name = NAME) => sessionStorage.getItem(name) ?? "";

export function keepKey(key, name = NAME) {
  if (key) sessionStorage.setItem(name, key);
  else sessionStorage.removeItem(name);
}

// Takes the key out of an address like /#key=…, so that neither the address bar nor the history goes on showing it.
export function takeKeyFromAddress() {
  const key = new URLSearchParams(location.hash.slice(1)).get("key");
  if (!key) return;
  keepKey(key.trim());
  history.replaceState(null, "", location.pathname + location.search);
}
