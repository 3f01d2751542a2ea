// Puts text on the clipboard, and says so on the button that was pressed.

export async function copy(text, button) {
  const isDone = await put(text);
  const label = button.dataset.label ?? (button.dataset.label = button.textContent);
  button.textContent = isDone ? "Copied" : "Select and copy";
  clearTimeout(button.timer);
  button.timer = setTimeout(() => (button.textContent = label), 1600);
}

async function put(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return putWithoutPermission(text); // a page over plain http, elsewhere than on localhost, has no clipboard
  }
}

function putWithoutPermission(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "offstage";
  document.body.append(area);
  area.select();
  const isDone = document.execCommand("copy");
  area.remove();
  return isDone;
}
