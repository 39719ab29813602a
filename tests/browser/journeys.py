"""A report as a citizen makes it on the page, for tests and for the pictures of the documents."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw
from playwright.async_api import expect

from tests.browser.chat_page import PATIENCE_MS, ChatPage

CODE = "Kode rahasia laporan Anda"
STORY = (
    "Saat rapat desa di balai warga, Pak Camat membagikan kaus bergambar pasangan calon "
    "dan meminta warga memilihnya."
)


def photo() -> bytes:
    """A drawn picture of a street at dusk with a banner, with a place in its EXIF."""
    picture = Image.new("RGB", (1280, 860))
    draw = ImageDraw.Draw(picture)
    for y in range(860):
        draw.line((0, y, 1280, y), fill=(250 - y // 8, 196 - y // 12, 140 + y // 14))
    draw.rectangle((0, 600, 1280, 860), fill=(92, 98, 104))
    draw.rectangle((120, 250, 700, 640), fill=(226, 214, 190))
    draw.polygon(((80, 260), (410, 110), (740, 260)), fill=(150, 66, 48))
    for x in (180, 350, 520):
        draw.rectangle((x, 340, x + 110, 470), fill=(120, 160, 180))
    draw.rectangle((820, 330, 1180, 520), fill=(246, 246, 240), outline=(40, 90, 60), width=8)
    draw.line((830, 330, 830, 700), fill=(70, 60, 50), width=12)
    draw.line((1170, 330, 1170, 700), fill=(70, 60, 50), width=12)
    draw.text((870, 385), "PILIH NO. 9", fill=(40, 90, 60), font_size=52)
    exif = Image.Exif()
    exif[0x010F] = "SentinelCamera"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "S", (6.0, 12.0, 30.0), "E", (106.0, 49.0, 5.0)
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, quality=90)
    return out.getvalue()


async def fill_in(page: ChatPage) -> None:
    """Answers every step up to the review."""
    await page.write("/lapor")
    await page.tap("Lapor tanpa nama", "Mulai")
    await page.tap("Apa yang terjadi", "Memasang stiker")
    await page.tap("provinsi mana", "DKI Jakarta")
    await page.see("tepatnya")
    await page.write("Kec. Gambir, balai warga")
    await page.tap("Kapan terjadi", "Kemarin")
    await page.see("Ceritakan")
    await page.write(STORY)
    await page.tap("Dicatat", "Selesai")
    await page.see("Siapa yang dilaporkan")
    await page.write("Camat")
    await page.see("Kirim bukti foto")
    await page.attach("IMG_rahasia.jpg", "image/jpeg", photo(), "document")
    await page.tap("1 foto diterima", "Selesai")
    await page.see("Periksa dulu")


async def take_code(page: ChatPage) -> None:
    """From the review to the code on the screen."""
    await page.tap("Periksa dulu", "ambil kode")
    await page.see(CODE)


async def send(page: ChatPage) -> None:
    """From the code to "terkirim"."""
    await page.tap(CODE, "Sudah saya simpan")
    await page.see("Laporan terkirim")


async def set_up(page: ChatPage) -> None:
    """An officer's first /laporan: workplace, second factor from the demo's own authenticator, the inbox."""
    await page.write("/laporan")
    await page.tap("Di provinsi mana", "Tingkat pusat")
    await page.tap("Kabupaten/kota mana", "Lewati")
    await page.see("Instansinya")
    await page.write("Pemerintah Kota Contoh")
    await page.see("Unit kerjanya")
    await page.write("Inspektorat Kota Contoh")
    await page.see("Pasang kunci kedua")
    await page.page.get_by_test_id("menu-toggle").click()
    await page.page.get_by_test_id("authenticator").click()
    await expect(page.page.get_by_test_id("composer")).not_to_have_value("", timeout=PATIENCE_MS)
    await page.page.get_by_test_id("composer").press("Enter")
    await page.see("Laporan terbuka")
