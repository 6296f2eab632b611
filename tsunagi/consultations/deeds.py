"""What the deeds of this part, the things they were done to and their fields are called on the page of deeds
(base/queries/deeds.py)."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

#: Every deed, by its name in the audit chain.
DEEDS: Final = {
    "consultations.save_window": _("窓口の設定を変えた"),
    "consultations.save_entrance": _("入口の設定を変えた"),
    "consultations.pause": _("窓口の受け付けを止めたか、再び始めた"),
    "consultations.add_branch": _("入口の行き先を加えた"),
    "consultations.remove_branch": _("入口の行き先を除いた"),
    "consultations.add_shift": _("当番を加えた"),
    "consultations.remove_shift": _("当番を除いた"),
    "consultations.copy_week": _("前の週の当番を写した"),
    "consultations.sit": _("席に着いた"),
    "consultations.rise": _("席を離れた"),
    "consultations.open_channel": _("外のサービスからの受け付けを始めた"),
    "consultations.close_channel": _("外のサービスからの受け付けをやめた"),
    "consultations.set_retention": _("相談の記録の保存年数を決めた"),
    "consultations.arrive": _("相談が届いた"),
    "consultations.receive": _("相談を受けた"),
    "consultations.take": _("応対を始めた"),
    "consultations.sit_beside": _("応対に加わった"),
    "consultations.take_over": _("応対を引き継いだ"),
    "consultations.end": _("相談を終えた"),
    "consultations.note": _("相談を記録した"),
    "consultations.call_again_done": _("かけ直しを済ませた"),
    "consultations.put_off": _("かけ直しの日を変えた"),
    "consultations.see_danger": _("危険の知らせを確かめた"),
    "consultations.hear_danger": _("ことばから危険が分かった"),
    "consultations.tell_of_danger": _("危険を統括者に知らせた"),
    "consultations.leave": _("相談した人が待つのをやめた"),
    "consultations.leave_chat": _("相談した人がチャットを離れた"),
    "consultations.raise": _("応対の遅れを知らせた"),
    "consultations.pass_on": _("相談を別の窓口に渡した"),
    "consultations.hand_on": _("相談を支援につないだ"),
    "consultations.give_up_reach": _("連絡先を消した"),
    "consultations.give_up_whereabouts": _("居場所につながることを相談から消した"),
    "consultations.open_again": _("返信が来て、相談をもう一度開いた"),
    "consultations.lay_aside": _("届いた手紙を別に置いた"),
    "consultations.say_how_it_was": _("相談した人が感想を寄せた"),
    "consultations.take_back": _("相談した人がことばを取り消した"),
    "consultations.erase_chat": _("チャットのことばを消した"),
    "consultations.empty": _("保存期間を過ぎた相談の内容を消した"),
    "consultations.fail_to_carry": _("返事を送れなかった"),
    "consultations.try_again": _("送れなかった返事をもう一度送った"),
}
#: What a row of the chain can be about.
THINGS: Final = {
    "consultations.window": _("窓口"),
    "consultations.entrance": _("入口"),
    "consultations.contact": _("相談"),
    "consultations.channel": _("外のサービスからの受け付け"),
    "consultations.retention": _("保存年数"),
    "consultations.letter": _("手紙"),
    "consultations.message": pgettext_lazy("message", "ことば"),
    "consultations.receipt": _("受け付けの控え"),
}
#: What stands before and after; one that only leads to others has no name.
FIELDS: Final = {
    "agreed": _("本人の同意"),
    "areas": _("地域"),
    "begins_at": _("始まり"),
    "ends_at": _("終わり"),
    "count": _("数"),
    "danger": _("危険"),
    "first": _("最初の日"),
    "messages": _("ことばの数"),
    "needs": _("困りごと"),
    "outcome": _("結果"),
    "paused": _("受け付けの停止"),
    "place": _("場所"),
    "takes_more": _("次の人を受ける"),
    "told": _("知らせた相手"),
    "way": _("届き方"),
    "whole": _("全体"),
    "why": _("理由"),
    "window": _("窓口"),
    "worker": _("担当"),
    "years": _("年数"),
    "ways": _("受け方"),
    "hours": _("時間"),
    "languages": _("言語"),
    "at_once": _("同時に受ける数"),
    "answer_within": _("応答までの目安"),
    "in_use": _("使っている"),
    "slug": _("アドレス"),
    "number": _("番号"),
    "is_public": _("公開"),
    "again_on": _("かけ直す日"),
}
