"""A cry for help that says nothing else: no danger can be told from it, and no support be looked for by it."""

from __future__ import annotations

import re
from typing import Final

from tsunagi.navigator.rules.danger.letters import level

#: Longer words are no bare cry; so many are compared.
LONGEST: Final = 60

#: What is cried, by language.
_CRIES: Final = {
    "ja": "助けて たすけて 助けてくれ 助けてください たすけてください 助けてほしい 助けて下さい SOS",
    "en": "help help_me help_us save_me somebody_help_me someone_help_me i_need_help",
    "ko": "도와줘 도와주세요 도와줘요 살려줘 살려주세요 살려줘요",
    "zh": "救命 救命啊 救我 救救我 帮帮我 幫幫我 帮我 幫我",
    "vi": "cứu cứu_tôi cứu_tôi_với cứu_với giúp_tôi giúp_tôi_với",
    "es": "ayuda ayúdame ayúdenme socorro auxilio necesito_ayuda",
    "pt": "ajuda me_ajuda me_ajude me_ajudem socorro preciso_de_ajuda",
    "tl": "tulong saklolo tulungan_mo_ako tulungan_niyo_ako tulungan_ninyo_ako",
    "id": "tolong tolong_saya tolong_aku tolonglah",
    "ne": "बचाउनुहोस् मलाई_बचाउनुहोस् मद्दत गुहार मलाई_मद्दत_गर्नुहोस्",
    "fr": "au_secours aidez_moi aide_moi à_l'aide",
    "ru": "помогите помогите_мне спасите на_помощь",
}
#: What may stand beside it.
_BESIDE: Final = "誰か だれか 誰でもいいから 今すぐ お願い おねがい お願いします おねがいします please 제발 누가 快 快点 快點 por_favor pls"


def _letters(words: str) -> str:
    return re.sub(r"[\W_]+", "", level(words).text)


def _any_of(*written: str) -> str:
    """A pattern of words that stand one after the other, the blanks within one written as _."""
    words = {re.escape(_letters(one)) for each in written for one in each.split()}
    return "|".join(sorted(words, key=len, reverse=True))


def _bare(*cries: str) -> re.Pattern[str]:
    beside, cried = _any_of(_BESIDE), _any_of(*cries)
    return re.compile(f"(?:{beside})*(?:{cried})(?:{beside}|{cried})*")


_BARE: Final = _bare(*_CRIES.values())
_BARE_IN: Final = {language: _bare(cries) for language, cries in _CRIES.items()}


def is_bare_cry(words: str) -> bool:
    """Whether the words are nothing but a cry for help, once or again and again, however it is written."""
    return len(words) <= LONGEST and _BARE.fullmatch(_letters(words)) is not None


def language_of_cry(words: str) -> str:
    """The one language in which a bare cry is cried so; empty where there are two."""
    found = [language for language, bare in _BARE_IN.items() if bare.fullmatch(_letters(words))]
    return found[0] if len(found) == 1 else ""
