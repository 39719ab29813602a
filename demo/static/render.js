// Turns messages into elements. Nothing that came from outside is ever assigned as HTML.
import { fileUrl } from "/static/api.js";

const ALLOWED = { B: [], I: [], U: [], S: [], CODE: [], PRE: [], BLOCKQUOTE: ["class"], SPAN: ["class"], A: ["href"] };
const MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split(" ");

export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

// Drawn, because a machine's fonts may lack the signs.
const SIGNS = {
  lock: "M6 11V8a6 6 0 0 1 12 0v3m-13 0h14v9H5z",
  copy: "M8 8h12v12H8zM16 8V4H4v12h4",
  out: "M7 17 17 7M9 7h8v8",
  no: "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20M7 12h10",
  yes: "M4 2h16a2 2 0 0 1 2 2v16a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2m3 10 4 4 7-8",
  care: "M12 2 1.5 21h21zM12 9v6m0 3v.2",
  info: "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20M12 11v6m0-10v.2",
  bell: "M6 17V10a6 6 0 0 1 12 0v7l2 1H4zM10 21h4",
};
const EMOJI = { "⛔": "no", "✅": "yes", "⚠": "care", "ℹ": "info", "🔔": "bell" };
const EMOJI_PATTERN = /([⛔✅⚠ℹ🔔])\ufe0f?/u;
function sign(name, className = "sign") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SIGNS[name]);
  svg.append(path);
  return svg;
}

// Copies parsed HTML node by node, keeping only tags and attributes of the allow-list.
function copySafely(from, to) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) {
      to.append(...node.textContent.split(EMOJI_PATTERN).map((part) => EMOJI[part] ? sign(EMOJI[part], `emoji ${EMOJI[part]}`) : part));
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      const names = ALLOWED[node.tagName];
      if (!names) { copySafely(node, to); continue; }
      const made = document.createElement(node.tagName);
      for (const name of names) if (node.hasAttribute(name)) made.setAttribute(name, node.getAttribute(name));
      if (made.tagName === "A") {
        // No browser follows it, whatever key or button is used: app.js does what is safe with the address.
        made.dataset.url = made.getAttribute("href") || "";
        made.removeAttribute("href");
        made.setAttribute("role", "link");
        made.tabIndex = 0;
      }
      copySafely(node, made);
      to.append(made);
    }
  }
}

export function richText(html) {
  const text = element("div", "text");
  copySafely(new DOMParser().parseFromString(html, "text/html").body, text);
  return text;
}

export const clockTime = (seconds) =>
  new Date(seconds * 1000).toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" });

export function dayName(seconds, today = new Date()) {
  const day = new Date(seconds * 1000);
  const days = Math.round((new Date(today).setHours(0, 0, 0, 0) - new Date(day).setHours(0, 0, 0, 0)) / 86400000);
  if (days === 0) return "Hari ini";
  if (days === 1) return "Kemarin";
  return `${day.getDate()} ${MONTHS[day.getMonth()]} ${day.getFullYear()}`;
}

export function size(bytes) {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

function photo(message) {
  const image = element("img", "photo");
  image.src = fileUrl(message.photo.file_id);
  image.alt = "Foto";
  image.width = message.photo.width;
  image.height = message.photo.height;
  image.style.setProperty("height", "auto");
  image.draggable = !message.protected;
  return image;
}

function documentLink(message) {
  const link = element("a", "document");
  if (!message.protected) {
    link.href = fileUrl(message.document.file_id);
    link.download = message.document.file_name || "berkas";
  }
  const words = element("span");
  words.append(message.document.file_name || "berkas", element("small", "", size(message.document.file_size)));
  link.append(element("i", "", "↓"), words);
  return link;
}

// A quiz as Telegram draws it: once answered, the right option is green, a wrong choice red.
function poll(message, onVote) {
  const { question, options, quiz, chosen, right, explanation } = message.poll;
  const box = element("div", "poll");
  box.append(element("b", "question", question), element("small", "", quiz ? "Kuis" : "Polling"));
  options.forEach((option, n) => {
    const made = element("button", "option", option);
    made.dataset.testid = "option";
    made.disabled = chosen !== null;
    if (chosen !== null && n === right) made.classList.add("right");
    if (chosen === n && n !== right) made.classList.add("wrong");
    made.onclick = () => onVote(message, n);
    box.append(made);
  });
  if (explanation) box.append(element("p", "why", explanation));
  return box;
}

function keyboard(message, onButton) {
  const board = element("div", "keyboard");
  for (const row of message.keyboard) {
    const line = element("div");
    for (const button of row) {
      const made = element("button", "", button.text);
      if (button.url || button.copy_text || button.switch) made.append(sign(button.copy_text ? "copy" : "out"));
      made.dataset.testid = "button";
      made.onclick = () => onButton(message, button, made);
      line.append(made);
    }
    board.append(line);
  }
  return board;
}

export function bubble(message, quoted, onButton, onVote) {
  const outer = element("article", `message${message.from_bot ? "" : " mine"}${message.protected ? " protected" : ""}`);
  outer.dataset.testid = "message";
  outer.dataset.messageId = message.message_id;
  outer.dataset.from = message.from_bot ? "bot" : "me";
  const inner = element("div", "bubble");
  if (message.reply_to && quoted) inner.append(element("div", "quote", quoted.text || "Foto"));
  if (message.sender && !message.from_bot) inner.append(element("div", "sender", message.sender));
  if (message.photo) inner.append(photo(message));
  if (message.poll) inner.append(poll(message, onVote));
  if (message.document) inner.append(documentLink(message));
  const text = richText(message.html);
  const meta = element("span", "meta", `${message.edited ? "diedit " : ""}${clockTime(message.date)}`);
  if (message.protected) meta.prepend(sign("lock"));
  text.append(meta);
  inner.append(text);
  outer.append(inner);
  if (message.keyboard) outer.append(keyboard(message, onButton));
  return outer;
}
