// The caller's key: kept for this tab alone, and sent to this server alone.

const NAME = "outhost.api_key";

export const readKey = () => sessionStorage.getItem(NAME) ?? "";

export function keepKey(key) {
  if (key) sessionStorage.setItem(NAME, key);
  else sessionStorage.removeItem(NAME);
}

// Takes the key out of an address like /#key=…, so that neither the address bar nor the history goes on showing it.
export function takeKeyFromAddress() {
  const key = new URLSearchParams(location.hash.slice(1)).get("key");
  if (!key) return;
  keepKey(key.trim());
  history.replaceState(null, "", location.pathname + location.search);
}
