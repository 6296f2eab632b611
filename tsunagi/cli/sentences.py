"""What the command says when it cannot do what was asked: each one sentence in Japanese and in English."""

from __future__ import annotations

from pathlib import Path


def unexpected(error: Exception) -> str:
    """On an error that nobody foresaw."""
    what = f"{type(error).__name__}: {error}".splitlines()[0][:120]
    return (
        f"思いがけない誤りで止まりました({what})。TSUNAGI_DEBUG=1 を付けて実行し、出た内容を知らせてください。"
        f" / Stopped by an error that nobody foresaw ({what}): run it with TSUNAGI_DEBUG=1 and report what it prints."
    )


def unwritable(path: Path, error: OSError) -> str:
    """On an output that cannot be written."""
    return (
        f"{path} に書けません({error.strerror})。-o で別の場所を指定してください。"
        f" / Cannot write {path} ({error.strerror}): choose another place with -o."
    )


def nothing_in(folder: Path) -> str:
    """On a folder without a file."""
    return f"{folder} にファイルがありません。 / There is no file in {folder}: name a folder that holds documents."


def needs_folder() -> str:
    """On several formats without a folder to put them into."""
    return (
        "形式を二つ以上書くには、-o で出力先のフォルダーを指定してください。"
        " / To write more than one format, name a folder with -o."
    )


def no_terminal(kind: str) -> str:
    """On a format that is no text, about to be written to a screen."""
    return (
        f"{kind} は画面に出せません。-o でファイルを指定してください。"
        f" / {kind} is no text for a screen: name a file with -o."
    )
