"""Labels of the calendar: stages, and who subscribes."""

from __future__ import annotations

from handlers.platform.labels import labels
from rulebook.stages import Stage
from services.calendar.subscribers import SubscriberRole

STAGE_LABELS = labels(
    Stage,
    {
        Stage.OUTSIDE: "di luar tahapan",
        Stage.BEFORE_CANDIDATES: "sebelum calon ditetapkan",
        Stage.AFTER_CANDIDATES: "setelah calon ditetapkan",
        Stage.CAMPAIGN: "masa kampanye",
        Stage.QUIET: "masa tenang",
        Stage.VOTING: "hari pemungutan suara",
        Stage.AFTERWARDS: "sesudah pemungutan suara",
    },
)
SUBSCRIBER_LABELS = labels(
    SubscriberRole,
    {
        SubscriberRole.PNS: "PNS/CPNS",
        SubscriberRole.PPPK: "PPPK",
        SubscriberRole.OFFICIAL: "Pejabat",
        SubscriberRole.SUBDISTRICT_HEAD: "Lurah/camat",
        SubscriberRole.VILLAGE: "Kepala desa/perangkat",
        SubscriberRole.CITIZEN: "Warga",
    },
)
