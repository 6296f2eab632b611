"""tantivy over the same records, asked the same: all words in the name first, then in other names, then anywhere.

Once with its own ngram tokenizer, where a longer word is the pairs that it holds, wherever they stand; and once with
our tokens at their places, where it is a phrase as it is with us.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import tantivy

from tsunagi.directory.queries.documents import Document
from tsunagi.directory.rules.grams import Term, is_word, run_tokens

#: What a tier is worth, so that hits come out tier by tier, and within each in the order of the records.
WORTH = {"name": 3.0, "alias": 2.0, "whole": 1.0}


class Tantivy:
    """One index in a folder."""

    def __init__(self, folder: Path, *, ngrams: bool):
        self.ngrams = ngrams
        builder = tantivy.SchemaBuilder()
        for field in WORTH:
            builder.add_text_field(field, tokenizer_name="ours", index_option="freq" if ngrams else "position")
        for field in ("marks", "opening"):
            builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
        self.schema = builder.build()
        self.folder = folder
        folder.mkdir()
        self.index = tantivy.Index(self.schema, path=str(folder))
        tokenizer = tantivy.Tokenizer.ngram(2, 2, False) if ngrams else tantivy.Tokenizer.whitespace()
        self.index.register_tokenizer("ours", tantivy.TextAnalyzerBuilder(tokenizer).build())
        # One thread, so that documents stay in their order; and room for a million of them in one segment.
        self.writer = self.index.writer(heap_size=2_000_000_000, num_threads=1)

    def add(self, documents: Iterable[Document]) -> None:
        """Put documents in, in order."""
        for one in documents:
            made = tantivy.Document()
            for field in WORTH:
                runs = getattr(one, field)
                made.add_text(field, "\n".join(runs) if self.ngrams else _tokens(runs))
            for mark in one.marks:
                made.add_text("marks", mark)
            made.add_text("opening", str(one.opening))
            self.writer.add_document(made)

    def finish(self) -> None:
        """Write what was added, and leave one segment, as after a merge."""
        self.writer.commit()
        self.writer.wait_merging_threads()
        self.index.reload()

    def answers(self, terms: Sequence[Term]) -> bool:
        """Whether its tokens can say these terms: an ngram of two finds neither one character nor whole words."""
        return not self.ngrams or all(not is_word(term.run) and len(term.run) > 1 for term in terms)

    def search(
        self, terms: Sequence[Term], marks: Sequence[Sequence[str]], openings: Sequence[int] | None, limit: int
    ) -> tuple[int, list[int]]:
        """How many there are, and the first of them, as the numbers of the records."""
        query = tantivy.Query
        tiers = [query.const_score_query(self._all(terms, field), worth) for field, worth in WORTH.items()]
        parts = [(tantivy.Occur.Must, query.disjunction_max_query(tiers))]
        for group in marks:
            parts.append((tantivy.Occur.Must, self._any("marks", group)))
        if openings is not None:
            parts.append((tantivy.Occur.Must, self._any("opening", [str(one) for one in openings])))
        searcher = self.index.searcher()
        assert searcher.num_segments == 1
        found = searcher.search(query.boolean_query(parts) if len(parts) > 1 else parts[0][1], limit, count=True)
        return found.count, [address.doc for _score, address in found.hits]

    def _any(self, field: str, values: Sequence[str]) -> Any:
        found = tantivy.Query.term_set_query(self.schema, field, list(values))
        return tantivy.Query.const_score_query(found, 0.0)

    def _all(self, terms: Sequence[Term], field: str) -> Any:
        parts = [(tantivy.Occur.Must, one) for term in terms for one in self._term(term, field)]
        return parts[0][1] if len(parts) == 1 else tantivy.Query.boolean_query(parts)

    def _term(self, term: Term, field: str) -> list[Any]:
        query, tokens = tantivy.Query, list(term.tokens)
        if term.is_prefix:
            return [query.regex_query(self.schema, field, f"{tokens[0]}.*")]
        if len(tokens) == 1 or self.ngrams:
            return [query.term_query(self.schema, field, token) for token in tokens]
        return [query.phrase_query(self.schema, field, tokens)]


def _tokens(runs: Sequence[str]) -> str:
    return " ".join(token for run in runs for token in (*run_tokens(run), "\ue000"))


