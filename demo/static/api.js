// Calls to the demo server; its contract is in demo/README.md.

async function post(path, options) {
  const response = await fetch(path, { method: "POST", ...options });
  if (!response.ok) {
    let words = "Tidak berhasil. Coba sekali lagi.";
    try { words = (await response.json()).error || words; } catch { /* not JSON: keep the plain words */ }
    throw new Error(words);
  }
  return response;
}

const json = (body) => ({ body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
const of = (key, what) => `/demo/people/${encodeURIComponent(key)}/${what}`;

export const authenticator = async (key) => (await fetch(of(key, "authenticator"))).json();
export const people = async () => (await fetch("/demo/people")).json();
export const sendText = (key, text, replyTo) => post(of(key, "text"), json({ text, reply_to: replyTo }));
export const tap = (key, messageId, data) => post(of(key, "button"), json({ message_id: messageId, data }));
export const vote = (key, messageId, option) => post(of(key, "vote"), json({ message_id: messageId, option }));
export const askInline = (key, query, offset = "") => post(of(key, "inline"), json({ query, offset }));
export const sendInline = (key, id, chat) => post(of(key, "inline/send"), json({ id, chat }));
export const remove = (key, messageId) => post(of(key, "delete"), json({ message_id: messageId }));
export const block = (key) => post(of(key, "block"));
export const unblock = (key) => post(of(key, "unblock"));
export const fileUrl = (fileId) => `/demo/files/${encodeURIComponent(fileId)}`;

export const upload = (key, file, kind, caption, onProgress) => send(of(key, "upload"), [file], kind, caption, onProgress);
export const album = (key, files, kind, caption, onProgress) => send(of(key, "album"), files, kind, caption, onProgress);

function send(path, files, kind, caption, onProgress) {
  return new Promise((resolve, reject) => {
    const form = new FormData();
    form.append("kind", kind);
    form.append("caption", caption);
    for (const file of files) form.append("file", file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () => {
      if (request.status < 300) return resolve();
      let words = "Berkas tidak terkirim. Coba sekali lagi.";
      try { words = JSON.parse(request.responseText).error || words; } catch { /* keep the plain words */ }
      reject(new Error(words));
    };
    request.onerror = () => reject(new Error("Server tidak terjangkau. Periksa apakah demo masih berjalan."));
    request.send(form);
  });
}

// Server-sent events of one person, reconnecting by themselves; every reconnect brings a fresh snapshot.
export function listen(key, handlers) {
  let wait = 500;
  const connect = () => {
    const source = new EventSource(`/demo/events?person=${encodeURIComponent(key)}`);
    source.onopen = () => { wait = 500; handlers.connected(true); };
    source.onerror = () => {
      source.close();
      handlers.connected(false);
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, 8000);
    };
    for (const name of ["snapshot", "bot", "message", "edited", "deleted", "typing", "callback_answer", "commands", "blocked", "inline"]) {
      source.addEventListener(name, (event) => handlers[name](JSON.parse(event.data)));
    }
  };
  connect();
}
