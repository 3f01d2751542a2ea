// Commands that a reader can paste into a shell; the server writes the same for whoever has no script.

const SAFE = /^[A-Za-z0-9_@%+=:,./-]+$/;

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
export const quotedWhereNeeded = (text) => (SAFE.test(text) ? text : quoted(text));

// `body` is JSON text, or undefined where the call has none. `way` is how the command comes in; with `file` that is sent as a form.
export function curl(method, url, body, key, { way = "key", file } = {}) {
  const lines = [method === "GET" ? `curl ${quotedWhereNeeded(url)}` : `curl -X ${method} ${quotedWhereNeeded(url)}`];
  if (way === "key") lines.push(`-H ${quoted(`X-API-Key: ${key || "YOUR_API_KEY"}`)}`);
  if (way === "cookie") lines.push("-b cookies.txt -c cookies.txt");
  if (file !== undefined) lines.push(`-F ${quotedWhereNeeded(`file=@${file}`)}`);
  else if (body !== undefined) lines.push(`-H 'Content-Type: application/json'`, `-d ${quoted(body)}`);
  return lines.join(" \\\n  ");
}
