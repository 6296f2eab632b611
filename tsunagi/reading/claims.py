"""What a document says in words of reaching a target: 「目標を達成した」, 「前年度の実績を上回っている」."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tsunagi.reading import results, sentences, targets
from tsunagi.reading.characters import fold
from tsunagi.reading.model import Claim

_REACHED = re.compile(r"目標(?:値)?(?:を|は|に)?\s?(?:おおむね|概ね)?(?:達成(?!でき(?:な|て)|に(?:は)?至|に向け)|上回|到達)")
_MISSED = re.compile(r"未達|達成でき(?:な|て(?:い)?な)|達成(?:に|は)(?:は)?(?:至ら|困難)|目標(?:値)?(?:を|に)(?:下回|届か)|届かな")
_CAME = r"(?:し(?:た|ており|ている|て|、)|させ(?!るよう)[^。]{0,60}?(?:た|できた)|となっ)"
_ROSE = re.compile(
    rf"(?:増加|増大|増員|上昇|向上|拡大|改善){_CAME}"
    r"|上回|高め(?:た|る(?:こと)?(?:が|も)?(?:でき|出来))|[+]\s?\d|増(?:と|。|\)|、|$)"
)
_FELL = re.compile(rf"(?:減少|低下|低減|縮小|改善){_CAME}|下回|[▲△-]\s?\d|減(?:と|。|\)|、|$)")


def find(
    aims: Sequence[targets.Found],
    figures: Sequence[results.Found],
    answers: Sequence[int | None],
    texts: Mapping[str, str],
) -> list[Claim | None]:
    """For each target what the status says of it (the review, where the status is lost), None where it says nothing."""
    status = texts.get("status", "")
    told = (status if status.strip() else texts.get("review", "")) + texts.get("goal", "")
    said = [fold(status[start:end]) for start, end in sentences.split(status)]
    return [
        _of_number(place, figures, answers, fold(status)) or _of_all(aims, answers, told)
        if aim.value is not None
        else _of_direction(place, aim, figures, answers, said)
        for place, aim in enumerate(aims)
    ]


def _of_number(
    place: int, figures: Sequence[results.Found], answers: Sequence[int | None], status: str
) -> Claim | None:
    """The words right behind the figures that answer the target, up to the next figure."""
    for figure, answer in zip(figures, answers, strict=True):
        if answer != place or figure.src != "status":
            continue
        behind = re.split(r"。|\d", status[figure.end : figure.end + 60])[0]
        if _MISSED.search(behind):
            return "missed"
        if _REACHED.search(behind):
            return "reached"
    return None


def _of_all(aims: Sequence[targets.Found], answers: Sequence[int | None], told: str) -> Claim | None:
    """「目標を達成した」 without a figure speaks of the only number that was set."""
    if any(answer is not None for answer in answers) or sum(aim.value is not None for aim in aims) != 1:
        return None
    plain = fold(told)
    if _MISSED.search(plain):
        return "missed"
    return "reached" if re.search(r"目標(?:値)?[をは](?:おおむね|概ね)?達成した", plain) else None


def _of_direction(
    place: int,
    aim: targets.Found,
    figures: Sequence[results.Found],
    answers: Sequence[int | None],
    said: Sequence[str],
) -> Claim | None:
    for figure, answer in zip(figures, answers, strict=True):
        if answer == place and figure.grows:
            if claim := _moved(aim, figure.sentence):
                return claim
            return "reached" if aim.op == "increase" else None  # 新たに任命した: there are more of them
    for sentence in said:
        if sentences.likeness(aim.what[-14:], sentence) >= 0.6 and (claim := _moved(aim, sentence)):
            return claim
    return None


def _moved(aim: targets.Found, sentence: str) -> Claim | None:
    plain = fold(sentence)
    rose, fell = _ROSE.search(plain), _FELL.search(plain)
    if bool(rose) == bool(fell):
        return None
    return "reached" if bool(rose) == (aim.op == "increase") else "missed"
