// The page: one WebSocket, a list of lines, an input. Unacknowledged messages are sent again with
// the same id after a reconnect; the server's journal makes that exactly once.
import { dayBubble, dayOf, lineElement, setZone, typingElement } from "./lines.js";
import { Tray } from "./uploads.js";

const $ = (id) => document.getElementById(id);
const log = $("log"), lines = $("lines"), text = $("text");
const waiting = new Map(); // id → {event, element}
let socket, retry = 0, oldest = null, lastDay = "", typing = null, first = true, catchUp = false, identity = null;

const tray = new Tray($("tray"), () => updateSend());

function connect() {
  socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`);
  socket.onopen = () => {
    retry = 0;
    $("offline").hidden = true;
    catchUp = true;
    send({ type: "history" });
  };
  socket.onmessage = (frame) => receive(JSON.parse(frame.data));
  socket.onclose = () => {
    $("offline").hidden = false;
    setTimeout(connect, Math.min(10000, 400 * 2 ** retry++));
  };
}

function send(event) {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(event));
}

const receivers = {
  identity: showIdentity,
  ack({ id }) {
    waiting.get(id)?.element.classList.remove("waiting");
    waiting.delete(id);
    if (!waiting.size) stopTyping();
  },
  slow({ id }) {
    const held = waiting.get(id);
    if (held) held.element.querySelector(".meta").textContent = "发得太快了，请稍等几秒再发";
    waiting.delete(id);
    stopTyping();
  },
  message({ line }) {
    stopTyping();
    add(line, true);
  },
  // The receipt of a broadcast stays one bubble that shows how things are.
  edit({ line }) {
    const shown = lines.querySelector(`[data-id="${CSS.escape(line.id)}"]`);
    if (!shown) return add(line, true);
    const element = lineElement({ ...line, at: shown.dataset.at ?? line.at }, press);
    shown.replaceWith(element);
  },
  reload() {
    catchUp = true;
    send({ type: "history" });
  },
  history({ lines: found, more }) {
    if (catchUp) {
      // A fresh connection: what the server has is the truth, what it has not acknowledged follows.
      catchUp = false;
      lines.replaceChildren();
      lastDay = "";
      found.forEach((line) => add(line, false));
      oldest = found[0]?.at ?? null;
      for (const { event, element } of waiting.values()) {
        lines.append(element);
        send(event);
      }
      toBottom();
      first = false;
      greet();
    } else {
      const height = log.scrollHeight;
      const kept = [...lines.children];
      lines.replaceChildren();
      lastDay = "";
      found.forEach((line) => add(line, false));
      if (kept[0]?.dataset.day === lastDay) kept.shift();
      lines.append(...kept);
      lastDay = [...lines.querySelectorAll("[data-day]")].at(-1)?.dataset.day ?? lastDay;
      oldest = found[0]?.at ?? oldest;
      log.scrollTop += log.scrollHeight - height;
    }
    $("earlier").hidden = !more;
  },
};

function receive(event) {
  receivers[event.type]?.(event);
}

function add(line, live) {
  const near = isNearBottom();
  const day = dayOf(line.at);
  if (day !== lastDay) {
    lines.append(dayBubble(line.at));
    lastDay = day;
  }
  const element = lineElement(line, press);
  lines.append(element);
  if (live && (near || line.mine)) {
    reveal(element);
    // A picture has no height until it is there; what has just come stays in view.
    for (const picture of element.querySelectorAll("img.picture")) picture.onload = () => reveal(element);
  } else if (live) $("newest").hidden = false;
  return element;
}

function isNearBottom() {
  return log.scrollHeight - log.scrollTop - log.clientHeight < 120;
}

function toBottom() {
  log.scrollTop = log.scrollHeight;
  $("newest").hidden = true;
}

// A long answer is shown from its beginning: one reads downwards.
function reveal(element) {
  log.scrollTop = Math.min(log.scrollHeight, element.offsetTop - log.offsetTop - 12);
  $("newest").hidden = true;
}

function startTyping() {
  stopTyping();
  typing = typingElement();
  lines.append(typing);
  toBottom();
}

function stopTyping() {
  typing?.remove();
  typing = null;
}

function say(event, shown) {
  const element = add({ id: event.id, at: clock().toISOString(), mine: true, ...shown }, true);
  element.classList.add("waiting");
  waiting.set(event.id, { event, element });
  send(event);
  startTyping();
}

function press(command, label) {
  say({ type: "press", id: crypto.randomUUID(), command, label }, { texts: [label], buttons: [], files: [] });
}

function submit() {
  const typed = text.value.trim();
  const files = tray.take();
  if (!typed && !files.length) return;
  const event = { type: "say", id: crypto.randomUUID(), text: typed, files: files.map((f) => f.sha256) };
  say(event, { texts: typed ? [typed] : [], buttons: [], files });
  text.value = "";
  grow();
}

// The program's clock may be shifted (a demo, a rehearsal); times on the page follow it.
let shift = 0;
function clock() {
  return new Date(Date.now() + shift);
}

function showIdentity(me) {
  shift = new Date(me.now) - Date.now();
  setZone(me.zone);
  $("who-name").textContent = me.bound ? me.name : "督办";
  $("who-posts").textContent = me.bound ? me.posts : "还没有绑定单位";
  text.placeholder = me.bound ? "发消息，如：政策12 完成60%" : "请输入8位邀请码";
  $("attach").hidden = !me.bound;
  const quick = me.quick.map(([label, command]) => chip(label, () => press(command, label)));
  $("quick").replaceChildren(...quick);
  $("quick").hidden = !quick.length;
  identity = me;
  greet();
  showPersonas(me);
}

// An empty conversation begins with a word on how to begin; it is not kept.
function greet() {
  if (!identity || first || lines.children.length) return;
  const words = identity.bound
    ? `${identity.name}，您好！点下方的常用按钮，或直接发一句话，比如「我的任务」「帮助」。`
    : "您好，这里是督办助手。请把管理员发给您的 8 位邀请码发给我，绑定后就能查看任务、报送进展。";
  add({ id: "hello", at: clock().toISOString(), mine: false, texts: [words], buttons: [], files: [] }, true);
}

function showPersonas(me) {
  const demo = me.personas.length > 0;
  $("side").hidden = !demo;
  $("switch").hidden = !demo;
  if (!demo) return;
  $("about").textContent = me.about;
  $("demo-clock").textContent = `演示时钟：${dayOf(clock())}`;
  $("personas").replaceChildren(...me.personas.map((persona) => {
    const button = document.createElement("button");
    button.className = "persona";
    button.role = "option";
    button.dataset.key = persona.key;
    button.setAttribute("aria-selected", persona.chosen);
    const face = document.createElement("i");
    face.textContent = persona.name[0];
    const words = document.createElement("div");
    const name = document.createElement("b"), subtitle = document.createElement("span");
    name.textContent = persona.name;
    subtitle.textContent = persona.subtitle;
    words.append(name, subtitle);
    button.append(face, words);
    button.onclick = () => choose(persona.key);
    return button;
  }));
}

async function choose(key) {
  await fetch(`/persona/${key}`, { method: "POST" });
  location.reload();
}

function chip(label, act) {
  const button = document.createElement("button");
  button.className = "chip";
  button.type = "button";
  button.textContent = label;
  button.onclick = act;
  return button;
}

function grow() {
  text.style.height = "auto";
  text.style.height = `${Math.min(160, text.scrollHeight + 2)}px`;
  updateSend();
}

function updateSend() {
  $("send").disabled = tray.busy || (!text.value.trim() && tray.empty);
}

function openSide(open) {
  $("side").classList.toggle("open", open);
  $("shade").hidden = !open;
}

$("form").onsubmit = (event) => { event.preventDefault(); if (!$("send").disabled) submit(); };
text.oninput = grow;
text.onkeydown = (event) => {
  // While an input method composes, Enter picks a word and must not send.
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
    event.preventDefault();
    if (!$("send").disabled) submit();
  }
};
text.onpaste = (event) => { if (event.clipboardData.files.length) tray.add(event.clipboardData.files); };
$("attach").onclick = () => $("file").click();
$("file").onchange = () => { tray.add($("file").files); $("file").value = ""; };
$("newest").onclick = toBottom;
$("earlier").onclick = () => send({ type: "history", before: oldest });
$("switch").onclick = () => openSide(true);
$("shade").onclick = () => openSide(false);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") openSide(false); });
log.onscroll = () => {
  if (isNearBottom()) $("newest").hidden = true;
  if (log.scrollTop === 0 && !$("earlier").hidden && !first) $("earlier").click();
};
log.ondragover = (event) => event.preventDefault();
log.ondrop = (event) => { event.preventDefault(); tray.add(event.dataTransfer.files); };
grow();
connect();
