"""Where an entrance leads, for telephone exchanges and other programs. It tells of windows and of nobody."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tsunagi.consultations.models import Contact
from tsunagi.consultations.queries.numbers import numbers_of
from tsunagi.consultations.queries.state import lead
from tsunagi.consultations.queries.windows import public_entrances
from tsunagi.consultations.rules.routing import Wish
from tsunagi.directory.rules.areas import area as known_area
from tsunagi.directory.rules.codes import NEEDS


@never_cache
@require_safe
def route(request: HttpRequest, slug: str) -> JsonResponse:
    """The windows to try in order, each with its number and why; those that are shut, with when they open."""
    asked = request.GET
    found = public_entrances().filter(slug=slug).first()
    if found is None:
        return _wrong("この入口はありません。", "There is no such entrance.", 404)
    way, area, need = asked.get("way", ""), asked.get("area", ""), asked.get("need", "")
    if way not in Contact.Way.values:
        return _wrong(f"way は {'・'.join(Contact.Way.values)} のどれかです。", "way is none of those.", 400)
    place = known_area(area) if area else None
    if area and place is None:
        return _wrong("area は市区町村か都道府県の6桁のコードです。", "area is no code of six digits.", 400)
    if need and need not in NEEDS:
        return _wrong("need は内容の符号です。", "need is no code of a need.", 400)
    now = timezone.localtime()
    language = asked.get("language", "ja")
    wish = Wish(way, now, area=place.code if place else "", need=need, language=language)
    led = lead(found, wish)
    numbers = numbers_of(found, led, way)
    shown = {key: (window.name, window.name_en) for key, window in led.windows.items()}
    windows: list[dict[str, Any]] = []
    for one in led.route.open:
        waiting = led.waits.get(one.key)
        windows.append(
            {
                "window": one.key,
                "name": shown[one.key][0],
                "name_en": shown[one.key][1],
                "number": numbers[one.key].shown if one.key in numbers else None,
                "dial": numbers[one.key].href or None if one.key in numbers else None,
                "why": list(one.why),
                "wait": {"kind": waiting.kind, "low": waiting.low, "high": waiting.high or None} if waiting else None,
            }
        )
    later = [
        {
            "window": one.key,
            "name": shown[one.key][0],
            "why": one.why,
            "opens": one.opens.isoformat() if one.opens else None,
        }
        for one in led.route.later
    ]
    return JsonResponse(
        {
            "entrance": found.slug,
            "at": now.isoformat(timespec="seconds"),
            "windows": windows,
            "later": later,
            "asks": list(led.route.asks),
        }
    )


def _wrong(japanese: str, english: str, status: int) -> JsonResponse:
    return JsonResponse({"error": japanese, "error_en": english}, status=status)
