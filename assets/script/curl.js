// Commands that a reader can paste into a shell; the server writes the same for whoever has no script.

const SAFE = /^[A-Za-z0-9_@%+=:,./-]+$/;

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
export const quotedWhereNeeded = (text) => (SAFE.test(text) ? text : quoted(text));

// `body` is JSON text, or undefined where the call has none.
export function curl(method, url, body, key) {
  const lines = [method === "GET" ? `curl ${quotedWhereNeeded(url)}` : `curl -X ${method} ${quotedWhereNeeded(url)}`];
  lines.push(`-H ${quoted(`X-API-Key: ${key || "YOUR_API_KEY"}`)}`);
  if (body !== undefined) lines.push(`-H 'Content-Type: application/json'`, `-d ${quoted(body)}`);
  return lines.join(" \\\n  ");
}
