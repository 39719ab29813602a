"""Labels of announcements: where one stands, what can be done, why somebody did not get it."""

from __future__ import annotations

from handlers.platform.labels import labels
from services.announcements.campaigns import Action
from services.announcements.model import HaltReason, Outcome
from storage.platform.broadcast_states import CampaignState, UndeliveredReason

STATE_LABELS = labels(
    CampaignState,
    {
        CampaignState.DRAFT: "Draf",
        CampaignState.SCHEDULED: "Terjadwal",
        CampaignState.RUNNING: "Sedang dikirim",
        CampaignState.PAUSED: "Dijeda",
        CampaignState.DONE: "Selesai",
        CampaignState.CANCELLED: "Dibatalkan",
        CampaignState.EXPIRED: "Kedaluwarsa",
    },
)
UNDELIVERED_LABELS = labels(
    UndeliveredReason,
    {
        UndeliveredReason.BLOCKED: "Memblokir bot",
        UndeliveredReason.DEACTIVATED: "Akun sudah dihapus",
        UndeliveredReason.NOT_STARTED: "Belum pernah memulai bot",
        UndeliveredReason.CHAT_GONE: "Obrolan tidak ditemukan",
        UndeliveredReason.REFUSED: "Ditolak Telegram",
        UndeliveredReason.LEFT: "Berhenti berlangganan sebelum dikirimi",
        UndeliveredReason.SERVER: "Gangguan di server Telegram",
        UndeliveredReason.NETWORK: "Gangguan jaringan",
        UndeliveredReason.DOUBT: "Tidak diketahui: jawaban Telegram tidak pernah datang",
    },
)
HALT_LABELS = labels(
    HaltReason,
    {
        HaltReason.CONTENT_REFUSED: "Telegram menolak isinya untuk semua penerima",
        HaltReason.TOKEN_REFUSED: "Telegram menolak token bot",
        HaltReason.BROKEN: "Kesalahan di dalam bot",
    },
)
ACTION_LABELS = labels(
    Action,
    {
        Action.APPROVE: "Setujui",
        Action.START: "Kirim",
        Action.PAUSE: "Jeda",
        Action.RESUME: "Lanjutkan",
        Action.CANCEL: "Batalkan",
        Action.RETRACT: "Tarik kembali",
        Action.EDIT: "Ubah",
    },
)
OUTCOME_LABELS = labels(
    Outcome,
    {
        Outcome.ARRIVED: "Terkirim",
        Outcome.NOT_YET: "Belum dikirimi saat berakhir",
    },
)
