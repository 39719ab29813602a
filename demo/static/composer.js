// Writing: text, commands, photos and files, replies.
import * as api from "/static/api.js";
import { element } from "/static/render.js";

const $ = (id) => document.getElementById(id);

export function setUpComposer({ key, commands, botName, toast, attempt }) {
  const area = $("composer");
  const menu = $("commands");
  let replying = null;

  const grow = () => {
    area.style.setProperty("height", "auto");
    area.style.setProperty("height", `${Math.min(area.scrollHeight, 140)}px`);
  };

  function replyTo(message) {
    replying = message;
    $("reply").hidden = !message;
    if (message) $("reply").querySelector("span").textContent = message.text || "Foto";
    area.focus();
  }

  function drawCommands(prefix) {
    const fitting = commands().filter((one) => `/${one.command}`.startsWith(prefix));
    menu.classList.remove("results");
    menu.replaceChildren(...fitting.map((one) => {
      const made = element("button");
      made.append(element("b", "", `/${one.command} `), element("small", "", one.description));
      made.onclick = () => { menu.hidden = true; area.value = ""; attempt(api.sendText(key(), `/${one.command}`)); };
      return made;
    }));
    menu.hidden = fitting.length === 0;
  }

  // Inline mode: what is typed after the bot's name is answered with results to choose from.
  const typedInline = () => {
    const start = `@${botName()} `.toLowerCase();
    return botName() && area.value.toLowerCase().startsWith(start) ? area.value.slice(start.length) : null;
  };
  let asking = 0;
  function askInline() {
    clearTimeout(asking);
    asking = setTimeout(() => { if (typedInline() !== null) attempt(api.askInline(key(), typedInline())); }, 250);
  }
  function offer(answer) {
    if (typedInline() !== answer.query) return;
    const list = answer.results.map((one) => {
      const made = element("button");
      made.dataset.testid = "result";
      made.append(element("b", "", one.title), element("small", "", one.description));
      made.onclick = () => { menu.hidden = true; area.value = ""; attempt(api.sendInline(key(), one.id, key())); };
      return made;
    });
    menu.classList.add("results");
    menu.replaceChildren(...list);
    menu.hidden = list.length === 0;
  }
  function inline(query) {
    area.value = `@${botName()} ${query}`;
    area.focus();
    askInline();
  }

  async function send() {
    const text = area.value.trim();
    if (!text) return;
    const answered = replying?.message_id;
    area.value = "";
    replyTo(null);
    menu.hidden = true;
    grow();
    try {
      await api.sendText(key(), text, answered);
    } catch (error) {
      area.value = text; // nothing typed is lost
      toast(error.message || "Server tidak terjangkau.");
    }
  }

  async function sendFiles(files, kind) {
    if (!files.length) return;
    $("preview").replaceChildren(...files.map((file) => {
      if (!file.type.startsWith("image/")) return element("span", "", file.name);
      const image = element("img");
      image.src = URL.createObjectURL(file);
      image.onload = () => URL.revokeObjectURL(image.src);
      return image;
    }));
    $("caption-text").value = "";
    const dialog = $("caption");
    dialog.returnValue = "cancel";
    dialog.showModal();
    await new Promise((done) => dialog.addEventListener("close", done, { once: true }));
    if (dialog.returnValue !== "send") return;
    const bar = $("progress");
    bar.hidden = false;
    for (const [n, file] of files.entries()) {
      const caption = n === 0 ? $("caption-text").value : "";
      const step = (part) => bar.firstElementChild.style.setProperty("width", `${((n + part) / files.length) * 100}%`);
      try { await api.upload(key(), file, kind, caption, step); } catch (error) { toast(error.message); }
    }
    bar.hidden = true;
  }

  area.addEventListener("input", () => {
    grow();
    if (/^\/\w*$/.test(area.value)) drawCommands(area.value);
    else if (typedInline() !== null) askInline();
    else menu.hidden = true;
  });
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(); }
    if (event.key === "Escape") { menu.hidden = true; replyTo(null); }
  });
  area.addEventListener("paste", (event) => {
    const images = [...event.clipboardData.files].filter((file) => file.type.startsWith("image/"));
    if (images.length) { event.preventDefault(); sendFiles(images, "photo"); }
  });
  $("send").onclick = send;
  $("commands-toggle").onclick = () => { if (menu.hidden) drawCommands("/"); else menu.hidden = true; };
  $("attach").onclick = () => { $("attach-menu").hidden = !$("attach-menu").hidden; };
  for (const button of $("attach-menu").children) {
    button.onclick = () => { $("attach-menu").hidden = true; $(`file-${button.dataset.kind}`).click(); };
  }
  for (const kind of ["photo", "document"]) {
    const input = $(`file-${kind}`);
    input.onchange = () => { const files = [...input.files]; input.value = ""; sendFiles(files, kind); };
  }
  $("reply").querySelector("button").onclick = () => replyTo(null);
  const main = document.querySelector(".chat");
  main.addEventListener("dragover", (event) => { event.preventDefault(); $("drop").hidden = false; });
  main.addEventListener("dragleave", (event) => { if (!main.contains(event.relatedTarget)) $("drop").hidden = true; });
  main.addEventListener("drop", (event) => {
    event.preventDefault();
    $("drop").hidden = true;
    const files = [...event.dataTransfer.files];
    sendFiles(files, files.every((file) => file.type.startsWith("image/")) ? "photo" : "document");
  });

  const write = (text) => { area.value = text; grow(); area.focus(); };
  return { inline, offer, replyTo, write, personChanged() { replyTo(null); menu.hidden = true; } };
}
