import asyncio, itertools, re, time
from html import unescape
import orjson
from aiohttp import web


class DemoServer:
    def __init__(self, now):
        self.now = now
        self.people = {}
        self.updates = []
        self.uid = itertools.count(int(time.time()))
        self.mid = itertools.count(1)
        self.new = asyncio.Event()
        self.chats = {}
        self.sent = 0
        self.q = itertools.count(1)
        for k, i, n in (
            ("asn", 700000001, "Bu Ratna"),
            ("warga", 700000002, "Pak Joko"),
            ("petugas", 700000003, "Bu Sari"),
        ):
            self.people[k] = (i, n)
            self.chats[i] = []

    def push(self, u):
        u["update_id"] = next(self.uid)
        self.updates.append(u)
        self.new.set()

    async def api(self, r):
        m = r.match_info["method"]
        body = await r.read()
        p = orjson.loads(body) if body and r.content_type == "application/json" else dict(r.query)
        f = getattr(self, "m_" + m, None)
        if f is None:
            return web.Response(body=b'{"ok":true,"result":true}', content_type="application/json")
        res = await f(p)
        if isinstance(res, web.Response):
            return res
        return web.Response(body=orjson.dumps({"ok": True, "result": res}), content_type="application/json")

    async def m_getMe(self, p):
        return {"id": 1000001, "is_bot": True, "first_name": "Netra", "username": "NetraDemoBot"}

    async def m_getUpdates(self, p):
        off = p.get("offset")
        if off is not None:
            self.updates = [u for u in self.updates if u["update_id"] >= off]
        if not self.updates:
            self.new.clear()
            try:
                await asyncio.wait_for(self.new.wait(), p.get("timeout", 0))
            except asyncio.TimeoutError:
                pass
        return self.updates[: p.get("limit", 100)]

    async def m_sendMessage(self, p):
        c = p["chat_id"]
        if c not in self.chats:
            return web.Response(status=400, body=b'{"ok":false,"description":"Bad Request: chat not found"}')
        self.sent += 1
        msg = {
            "message_id": next(self.mid),
            "from_bot": True,
            "edited": False,
            "text": unescape(re.sub(r"<[^>]*>", "", p["text"])),
            "keyboard": [
                [{"text": b["text"], "data": b.get("callback_data")} for b in row]
                for row in p.get("reply_markup", {}).get("inline_keyboard", [])
            ]
            or None,
        }
        self.chats[c].append(msg)
        return {"message_id": msg["message_id"], "date": 0, "chat": {"id": c, "type": "private"}}

    async def m_editMessageText(self, p):
        for m in self.chats[p["chat_id"]]:
            if m["message_id"] == p["message_id"]:
                m["text"] = unescape(re.sub(r"<[^>]*>", "", p["text"]))
                m["edited"] = True
                m["keyboard"] = [
                    [{"text": b["text"], "data": b.get("callback_data")} for b in row]
                    for row in p.get("reply_markup", {}).get("inline_keyboard", [])
                ] or None
                return {
                    "message_id": m["message_id"],
                    "date": 0,
                    "chat": {"id": p["chat_id"], "type": "private"},
                }

    async def text(self, r):
        i, n = self.people[r.match_info["key"]]
        t = (await r.json())["text"]
        ents = (
            [{"type": "bot_command", "offset": 0, "length": len(t.split()[0])}] if t.startswith("/") else []
        )
        mid = next(self.mid)
        self.chats[i].append(
            {"message_id": mid, "from_bot": False, "edited": False, "text": t, "keyboard": None}
        )
        self.push(
            {
                "message": {
                    "message_id": mid,
                    "date": int(self.now()),
                    "chat": {"id": i, "type": "private", "first_name": n},
                    "from": {"id": i, "is_bot": False, "first_name": n},
                    "text": t,
                    "entities": ents,
                }
            }
        )
        return web.Response()

    async def button(self, r):
        i, n = self.people[r.match_info["key"]]
        b = await r.json()
        self.push(
            {
                "callback_query": {
                    "id": str(next(self.q)),
                    "from": {"id": i, "is_bot": False, "first_name": n},
                    "chat_instance": "1",
                    "data": b["data"],
                    "message": {
                        "message_id": b["message_id"],
                        "date": int(self.now()),
                        "chat": {"id": i, "type": "private"},
                        "text": "x",
                    },
                }
            }
        )
        return web.Response()

    async def upload(self, r):
        i, n = self.people[r.match_info["key"]]
        mid = next(self.mid)
        self.push(
            {
                "message": {
                    "message_id": mid,
                    "date": int(self.now()),
                    "chat": {"id": i, "type": "private"},
                    "from": {"id": i, "is_bot": False, "first_name": n},
                    "document": {"file_id": "f", "file_unique_id": "u"},
                }
            }
        )
        return web.Response()

    async def messages(self, r):
        return web.json_response(self.chats[self.people[r.match_info["key"]][0]])

    async def add(self, r):
        b = await r.json()
        self.people[b["key"]] = (b["id"], b["name"])
        self.chats[b["id"]] = []
        return web.Response()

    async def stop(self):
        await self.runner.cleanup()


async def start(host="127.0.0.1", port=0, *, now):
    s = DemoServer(now)
    app = web.Application()
    app.add_routes(
        [
            web.route("*", "/bot{token}/{method}", s.api),
            web.post("/demo/people/{key}/text", s.text),
            web.post("/demo/people/{key}/button", s.button),
            web.post("/demo/people/{key}/upload", s.upload),
            web.get("/demo/people/{key}/messages", s.messages),
            web.post("/demo/people", s.add),
        ]
    )
    s.runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await s.runner.setup()
    site = web.TCPSite(s.runner, host, port)
    await site.start()
    s.port = s.runner.addresses[0][1]
    s.url = f"http://127.0.0.1:{s.port}"
    return s
