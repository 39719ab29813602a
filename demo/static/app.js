// The chat page: a few people, one bot. State is what the server says; this file only shows it.
import * as api from "/static/api.js";
import { setUpComposer } from "/static/composer.js";
import { bubble, dayName, element } from "/static/render.js";

const $ = (id) => document.getElementById(id);
const chats = new Map(); // key -> { person, messages: Map, commands, blocked, unread, online, typing }
let current = "";

const chat = () => chats.get(current);
const list = $("messages");

export function toast(words) {
  const box = $("toast");
  box.textContent = words;
  box.hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { box.hidden = true; }, 3200);
}

const attempt = (promise) => promise.catch((error) => toast(error.message || "Server tidak terjangkau."));

// A link into the bot opens the private chat, as Telegram does; from the group that is the first person's.
function openPrivate(payload) {
  if (chat().person.key === "grup") show([...chats.keys()][0]);
  return attempt(api.sendText(current, `/start ${payload}`));
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch { // no permission: the old way
    const area = element("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  toast("Disalin");
}

// Nothing leaves this machine: a link into the bot is followed here, any other address is only shown.
function follow(url) {
  const deep = /^https?:\/\/t\.me\/\w+\?start=([\w-]+)$/.exec(url);
  if (deep) return openPrivate(deep[1]);
  return toast(`Di demo tautan tidak dibuka: ${url}`);
}

function onButton(message, button, made) {
  if (button.url) return follow(button.url);
  if (button.switch !== undefined) return composer.inline(button.switch);
  if (button.copy_text) return copy(button.copy_text);
  made.classList.add("busy");
  setTimeout(() => made.classList.remove("busy"), 15000);
  return attempt(api.tap(current, message.message_id, button.data));
}

const onVote = (message, option) => attempt(api.vote(current, message.message_id, option));

function drawPeople() {
  $("people").replaceChildren(...[...chats].map(([key, one], n) => {
    const made = element("button", "person");
    made.dataset.testid = `person-${key}`;
    made.setAttribute("aria-current", key === current);
    const avatar = element("span", "avatar", one.person.name.split(" ").map((w) => w[0]).join("").slice(0, 2));
    avatar.style.setProperty("--hue", 20 + n * 120);
    const words = element("span", "words");
    words.append(element("b", "", one.person.name), element("small", "", `${one.person.role} · ${one.person.hint}`));
    made.append(avatar, words);
    if (one.unread) made.append(element("span", "badge", one.unread));
    made.onclick = () => show(key);
    return made;
  }));
}

const nearEnd = () => list.scrollHeight - list.scrollTop - list.clientHeight < 120;
const toEnd = () => { list.scrollTop = list.scrollHeight; };
// A message taller than the window is read from its top: the verdict comes first.
const reveal = (made) => { if (made.offsetHeight > list.clientHeight) made.scrollIntoView({ block: "start" }); else toEnd(); };

function drawAll() {
  const one = chat();
  const parts = [];
  let day = "";
  for (const message of one.messages.values()) {
    const name = dayName(message.date);
    if (name !== day) parts.push(element("div", "day", name));
    day = name;
    parts.push(bubble(message, one.messages.get(message.reply_to), onButton, onVote));
  }
  list.replaceChildren(...parts);
  toEnd();
  drawState();
}

function drawState() {
  const one = chat();
  $("state").textContent = !one.online || !one.bot?.username ? "menyambung…" : one.typing ? "mengetik…" : "bot";
  $("blocked").hidden = !one.blocked;
  $("block").textContent = one.blocked ? "Buka blokir" : "Blokir bot";
  $("start-panel").hidden = one.messages.size > 0 || one.blocked;
  $("down").hidden = nearEnd();
  document.querySelector(".composer").hidden = one.blocked;
}

function show(key) {
  current = key;
  chat().unread = 0;
  drawPeople();
  drawAll();
  composer.personChanged();
}

function handlersOf(key) {
  const one = chats.get(key);
  const here = () => key === current;
  const node = (id) => list.querySelector(`[data-message-id="${id}"]`);
  const stopTyping = () => { clearTimeout(one.timer); one.typing = false; };
  return {
    connected(online) { one.online = online; if (here()) drawState(); },
    snapshot(data) {
      one.bot = data.bot;
      one.messages = new Map(data.messages.map((m) => [m.message_id, m]));
      one.commands = data.commands;
      one.blocked = data.blocked;
      one.online = true;
      if (here()) drawAll();
    },
    bot(data) { one.bot = data; if (here()) drawState(); },
    message(message) {
      const before = [...one.messages.values()].at(-1);
      one.messages.set(message.message_id, message);
      if (message.from_bot) stopTyping();
      if (!here()) { if (message.from_bot) one.unread += 1; drawPeople(); return; }
      const follow = nearEnd() || !message.from_bot;
      const name = dayName(message.date);
      if (!before || dayName(before.date) !== name) list.append(element("div", "day", name));
      const made = bubble(message, one.messages.get(message.reply_to), onButton, onVote);
      list.append(made);
      if (follow) reveal(made);
      drawState();
    },
    edited(message) {
      one.messages.set(message.message_id, message);
      const old = here() && node(message.message_id);
      const follow = nearEnd();
      if (old) old.replaceWith(bubble(message, one.messages.get(message.reply_to), onButton, onVote));
      if (old && follow) toEnd();
    },
    deleted({ message_id: id }) {
      one.messages.delete(id);
      const old = here() && node(id);
      if (old) { old.classList.add("gone"); setTimeout(() => old.remove(), 190); }
      if (here()) drawState();
    },
    typing() {
      one.typing = true;
      clearTimeout(one.timer);
      one.timer = setTimeout(() => { one.typing = false; if (here()) drawState(); }, 5000);
      if (here()) drawState();
    },
    callback_answer({ text, show_alert: alert, message_id: id }) {
      node(id)?.querySelectorAll(".busy").forEach((busy) => busy.classList.remove("busy"));
      if (!text || !here()) return;
      if (alert) { $("alert").querySelector("p").textContent = text; $("alert").showModal(); } else toast(text);
    },
    inline(answer) { if (here()) composer.offer(answer); },
    commands({ commands }) { one.commands = commands; },
    blocked({ blocked }) { one.blocked = blocked; if (here()) drawState(); },
  };
}

list.addEventListener("scroll", () => { $("down").hidden = nearEnd(); });
list.addEventListener("click", (event) => {
  const target = event.target;
  if (target.matches(".photo")) {
    $("lightbox").querySelector("img").src = target.src;
    $("lightbox").showModal();
  } else if (target.closest("blockquote.expandable")) target.closest("blockquote").classList.toggle("open");
  else if (target.matches(".spoiler")) target.classList.add("open");
  else if (target.matches(".command")) attempt(api.sendText(current, target.textContent));
  else if (target.closest(".text a")) follow(target.closest(".text a").dataset.url);
  else if (target.matches(".text code")) copy(target.textContent);
});
list.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches(".text a")) follow(event.target.dataset.url);
});
list.addEventListener("contextmenu", (event) => {
  const article = event.target.closest(".message");
  const message = article && chat().messages.get(Number(article.dataset.messageId));
  if (!message || event.target.closest("a")) return;
  event.preventDefault();
  document.querySelector(".context")?.remove();
  const menu = element("div", "popup context");
  const add = (label, action) => {
    const made = element("button", "", label);
    made.onclick = () => { menu.remove(); action(); };
    menu.append(made);
  };
  add("Balas", () => composer.replyTo(message));
  if (!message.protected) add("Salin", () => copy(message.text));
  add("Hapus", () => attempt(api.remove(current, message.message_id)));
  menu.style.setProperty("position", "fixed");
  menu.style.setProperty("left", `${Math.min(event.clientX, innerWidth - 190)}px`);
  menu.style.setProperty("top", `${Math.min(event.clientY, innerHeight - 150)}px`);
  document.body.append(menu);
  menu.querySelector("button").focus();
});
document.addEventListener("click", (event) => {
  document.querySelector(".context")?.remove();
  for (const popup of document.querySelectorAll(".popup")) {
    if (!popup.parentElement.contains(event.target)) popup.hidden = true;
  }
});
$("menu-toggle").onclick = () => { $("menu").hidden = !$("menu").hidden; };
$("authenticator").onclick = () => {
  $("menu").hidden = true;
  attempt(api.authenticator(current).then(({ code }) => {
    if (code) composer.write(code); else toast("Belum ada kunci yang dipasang di HP ini.");
  }));
};
$("block").onclick = () => { $("menu").hidden = true; attempt(chat().blocked ? api.unblock(current) : api.block(current)); };
$("unblock").onclick = () => attempt(api.unblock(current));
$("start").onclick = () => attempt(api.sendText(current, "/start"));
$("down").onclick = toEnd;
$("lightbox").onclick = () => $("lightbox").close();

const composer = setUpComposer({ key: () => current, commands: () => chat().commands, botName: () => chat().bot?.username || "", toast, attempt });

for (const person of await api.people()) {
  chats.set(person.key, { person, messages: new Map(), commands: [], blocked: false, unread: 0, online: false });
}
for (const key of chats.keys()) api.listen(key, handlersOf(key));
show(new URLSearchParams(location.search).get("person") || [...chats.keys()][0]);
