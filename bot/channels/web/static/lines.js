// One line of the conversation → its element. The bot's texts are safe HTML; only a few tags pass.
let zone = "Asia/Shanghai";

// Times are those of the plan's place, wherever the browser is.
export function setZone(name) {
  zone = name;
}

export function dayOf(at) {
  return new Date(at).toLocaleDateString("zh-CN", { timeZone: zone, year: "numeric", month: "long", day: "numeric" });
}

const ALLOWED = new Set(["B", "I", "CODE", "A", "BR"]);

export function lineElement(line, press) {
  const element = document.createElement("div");
  element.className = line.mine ? "line mine" : "line";
  element.dataset.id = line.id;
  element.dataset.at = line.at;
  if (!line.mine) {
    const face = document.createElement("img");
    face.className = "face";
    face.src = "/static/icon.svg";
    face.alt = "";
    element.append(face);
  }
  const body = document.createElement("div");
  body.className = "body";
  for (const file of line.files ?? []) body.append(fileElement(file));
  for (const text of line.texts) body.append(bubble(text, line.mine));
  if (line.buttons?.length) body.append(buttonRows(line.buttons, press));
  const meta = document.createElement("span");
  meta.className = "meta";
  meta.textContent = new Date(line.at).toLocaleTimeString("zh-CN", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
  body.append(meta);
  element.append(body);
  return element;
}

export function dayBubble(at) {
  const element = document.createElement("div");
  element.className = "day";
  element.dataset.day = dayOf(at);
  element.textContent = new Date(at).toLocaleDateString("zh-CN", { timeZone: zone, month: "long", day: "numeric", weekday: "long" });
  return element;
}

export function typingElement() {
  const element = document.createElement("div");
  element.className = "line";
  element.setAttribute("aria-label", "正在输入");
  const bubble = document.createElement("div");
  bubble.className = "bubble typing";
  bubble.append(...[0, 1, 2].map(() => document.createElement("i")));
  element.append(bubble);
  return element;
}

function bubble(text, mine) {
  const element = document.createElement("div");
  element.className = "bubble";
  if (mine) element.textContent = text;
  else element.append(...clean(new DOMParser().parseFromString(text, "text/html").body));
  return element;
}

function clean(node) {
  return [...node.childNodes].flatMap((child) => {
    if (child.nodeType === Node.TEXT_NODE) return [document.createTextNode(child.data)];
    if (child.nodeType !== Node.ELEMENT_NODE) return [];
    const inner = clean(child);
    if (!ALLOWED.has(child.tagName)) return inner;
    const copy = document.createElement(child.tagName);
    if (child.tagName === "A" && /^https?:/.test(child.href)) {
      copy.href = child.href;
      copy.rel = "noopener noreferrer";
      copy.target = "_blank";
    }
    copy.append(...inner);
    return [copy];
  });
}

function buttonRows(rows, press) {
  const element = document.createElement("div");
  element.className = "rows";
  for (const row of rows) {
    const line = document.createElement("div");
    line.className = "row";
    for (const { label, command } of row) {
      const button = document.createElement("button");
      button.className = /^(发送|确认)/.test(label) ? "chip main" : "chip";
      button.type = "button";
      button.textContent = label;
      button.title = label;
      button.onclick = () => press(command, label);
      line.append(button);
    }
    element.append(line);
  }
  return element;
}

export function fileElement(file) {
  const link = document.createElement("a");
  link.href = `/files/${file.sha256}`;
  link.target = "_blank";
  if (file.mime.startsWith("image/")) {
    const picture = document.createElement("img");
    picture.className = "picture";
    picture.src = link.href;
    picture.alt = file.name;
    link.append(picture);
    return link;
  }
  link.className = "file";
  const name = document.createElement("span"), size = document.createElement("small");
  name.textContent = file.name;
  size.textContent = file.size < 1048576 ? `${Math.max(1, Math.round(file.size / 1024))} KB` : `${(file.size / 1048576).toFixed(1)} MB`;
  link.append(name, size);
  return link;
}
