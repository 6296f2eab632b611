"""Every number on a public page leads to its source in two clicks at most: a crawl over all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import unescape
from urllib.parse import urljoin

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, resolve, reverse

from tests.directory import samples as directory
from tests.figures import samples
from tests.figures.conftest import Desk
from tests.register.samples import fill, readings
from tsunagi.base.models import Organisation
from tsunagi.figures.actions.handing import hand_over
from tsunagi.figures.models import Publication
from tsunagi.register.actions.editions import found_plan, publish, start_edition
from tsunagi.register.models import Edition

LINK = re.compile(r'href="(/[^"#?]*)')
NUMBER = re.compile(r"\d")
#: Where a number comes from: the place in the document that says it, or a count with its days and definition.
ORIGIN = re.compile(r"^/(?:evidence|figures/numbers)/")
#: Of how many measures there are: the list of them.
LIST = re.compile(r"^/plans/.*/(?:sections|ministries|groups|verdicts)/")
PUBLIC = re.compile(r"^/(?:figures|plans|measures|evidence|compare|bodies|search)/")
#: Files, not pages.
FILES = re.compile(r"/(?:download|data)/|\.(?:jsonld|png)$")
#: By the beginning of the name or address: why the crawls need not come to a page.
BESIDE = {
    "/api/": "for programs: each number comes with the address of what says it",
    "/sitemap": "for programs: addresses alone",
    "/health/": "for programs: that the site runs", "/metrics/": "for who runs the site, with a token",
    "base:furigana": "a switch", "base:job": "how far somebody's own work is",
    "consultations_route": "for telephone exchanges", "talk:": "a conversation", "/^api/": "what is not there",
    "figures:data": "a file, with each figure's address", "figures:catalogue": "for programs",
    "register:download": "a file of what the pages say", "register:page_picture": "a picture of the source itself",
    "navigator:": "says what fits somebody's own words, and counts nothing that is published",
    "directory:report": "a form", "directory:still_right": "a form for who keeps a support",
    "consultations:": "forms and conversations: nothing is counted on them",
    "account_": "signing in", "mfa_": "signing in", "socialaccount": "signing in",
}  # fmt: skip


def crawl(client: Client, *starts: str) -> dict[str, str]:
    """The main part of every public page that links, and each choice of a form that narrows down, lead to."""
    found: dict[str, str] = {}
    waiting = list(starts)
    while waiting:
        address = waiting.pop()
        if address in found or FILES.search(address):
            continue
        answer = client.get(address)
        assert answer.status_code == 200, address
        page = answer.content.decode()
        found[address] = page[page.index("<main") : page.index("</main>")]
        links = [unescape(one) for one in re.findall(r'href="(/[^"#]*)', found[address])]
        for form in re.findall(r'<form method="get".*?</form>', found[address], re.S):
            for name, options in re.findall(r'<select[^>]* name="(\w+)"[^>]*>(.*?)</select>', form, re.S):
                links += [f"{address.split('?')[0]}?{name}={one}" for one in re.findall(r'value="([^"]+)"', options)]
        waiting += [link for link in links if PUBLIC.match(link)]
    return found


def numbers(page: str) -> Iterable[tuple[str, str]]:
    """The numbers of a page that say how much: each with what stands around it, where its link would be."""
    for row in re.findall(r"<tr\b.*?</tr>", page, re.S):
        cells = re.findall(r"<td\b.*?</td>", row, re.S)
        linked = [cell for cell in cells if LINK.search(cell)]
        for cell in cells:
            if NUMBER.search(_text(cell)) and cell not in linked:
                yield _text(cell), row
            elif cell in linked:
                yield _text(cell), cell
    for row in re.findall(r'<dl class="counts">(.*?)</dl>', page, re.S):
        for one in re.findall(r"<div>.*?</div>", row, re.S):
            (number,) = re.findall(r"<dd>(.*?)</dd>", one, re.S)
            if _text(number).strip() != "0":
                yield _text(number), one
    for part in re.findall(r"<h4>実績</h4>\s*<ul[^>]*>(.*?)</ul>", page, re.S):
        for item in re.findall(r"<li>(.*?)</li>", part, re.S):
            yield _text(item), item
    for item in re.findall(r'<ol class="entries">(.*?)</ol>', page, re.S):
        for one in re.findall(r"<li>\s*<h2.*?(?=<li>\s*<h2|$)", item, re.S):
            yield _text(one), one


def _text(html: str) -> str:
    return re.sub(r"<[^>]+>", " ", html)


def leads(links: Iterable[str], pages: dict[str, str], clicks: int) -> bool:
    """Whether one of the links is a source, or leads to one with so many clicks in all."""
    for link in links:
        if ORIGIN.match(link) or LIST.match(link):
            return True
        if clicks > 1 and link in pages and leads(LINK.findall(pages[link]), pages, clicks - 1):
            return True
    return False


@pytest.fixture
def site(
    client: Client,
    planner: object,
    draft: Edition,
    counted: Publication,
    body: Desk,
    organisation: Callable[..., Organisation],
) -> dict[str, str]:
    """A plan with figures that were counted, one whose figures its document says, and published tables, crawled."""
    samples.needs(202512, rent=40, food=3, talk=20)
    samples.published(body.counter, body.signer, samples.definition(body.organisation, body.counter), "2025-12")
    hand_over(by=planner, edition=draft)  # type: ignore[arg-type]
    publish(by=planner, edition=draft)  # type: ignore[arg-type]
    town = organisation("sapporo", kind="municipality", code="011002")
    plan = found_plan(by=None, organisation=town, slug="other", title="見本の計画")
    for year in (2023, 2024):
        edition = start_edition(by=None, plan=plan, fiscal_year=year, kind="follow_up", title="見本の実施状況")
        fill(edition, readings())
        publish(by=None, edition=edition)
    starts = [reverse(f"register:{name}") for name in ("home", "bodies", "search")]
    starts.append(reverse("register:texts", args=[edition.entries.earliest("pk").measure_id]))  # of many years alone
    found = crawl(client, reverse("figures:home"), reverse("register:plan", args=["other"]), *starts)
    searched = client.post(reverse("register:search"), {"words": "つなぎ"}).content.decode()
    return {**found, "/search/?searched": searched[searched.index("<main") : searched.index("</main>")]}


def test_every_number_leads_to_its_source_in_two_clicks(site: dict[str, str]) -> None:
    kinds = {address.split("/")[1] for address in site}
    assert kinds >= {"figures", "plans", "measures", "evidence", "bodies"} and len(site) > 25
    seen, lost = 0, []
    for address, page in site.items():
        for number, around in numbers(page):
            seen += 1
            if not leads(LINK.findall(around), site, 2):
                lost.append((address, re.sub(r"\s+", " ", number).strip()))
    assert seen > 40
    assert not lost


def test_a_source_says_where_the_number_comes_from(site: dict[str, str]) -> None:
    sources = {address: page for address, page in site.items() if ORIGIN.match(address)}
    assert len(sources) > 5
    for address, page in sources.items():
        if "業務の集計" in page:
            (further,) = [one for one in LINK.findall(page) if one.startswith("/figures/numbers/")]
            page = site[further]
        assert "どこから来たか" in page or "どの版が述べているか" in page, address
        if address.startswith("/figures/numbers/"):
            assert "対象の期間" in page and "数えて用意した日" in page and "定義" in page


def test_the_crawl_notices_a_number_without_a_source(site: dict[str, str]) -> None:
    address = next(one for one in site if one.startswith("/figures/of/") and "<td" in site[one])
    broken = re.sub(r'<a href="/figures/numbers/[^>]*>(.*?)</a>', r"\1", site[address])
    (first, *_more) = [around for _number, around in numbers(broken) if "<td" in around]
    assert not leads(LINK.findall(first), {address: broken}, 2)
    assert leads(LINK.findall(site[address]), site, 2)


def test_the_crawls_come_to_every_public_page(client: Client, site: dict[str, str], supports: dict[str, str]) -> None:
    """A new page is crawled, or named above with the reason why it need not be."""
    reached = {resolve(address.split("?")[0]).view_name for address in [*site, *supports] if address.startswith("/")}
    assert reached >= {f"register:{name}" for name in ("search", "downloads", "compare", "missed", "texts")}
    assert "directory:map" in reached
    client.logout()
    beside = tuple(BESIDE)
    assert not {
        (name, address)
        for name, address in public_addresses(client)
        if name not in reached and not name.startswith(beside) and not address.startswith(beside)
    }


def public_addresses(client: Client) -> Iterable[tuple[str, str]]:
    """The names and made-up addresses of pages that are not for people with an account, and can be looked at."""
    found = []

    def walk(resolver: URLResolver, before: str, spaces: tuple[str, ...]) -> None:
        for one in resolver.url_patterns:
            path = before + str(one.pattern)
            if isinstance(one, URLResolver):
                walk(one, path, (*spaces, one.namespace) if one.namespace else spaces)
            else:
                found.append((":".join((*spaces, one.name or "")) if one.name else "", path))

    walk(get_resolver(), "/", ())
    for name, path in found:
        address = re.sub(r"<(?:slug|str|path)?:?\w+>", "x", re.sub(r"<int:\w+>", "1", path))
        answer = client.get(re.sub(r"<\w+:\w+>", "00000000-0000-4000-8000-000000000000", address))
        if answer.streaming:
            list(answer)  # a file that is read to its end is closed
        to_sign_in = answer.status_code == 302 and "login" in answer.headers["Location"]
        if not to_sign_in and answer.status_code not in (403, 405):
            yield name, address


# --- supports: how many there are ---

COUNTED = re.compile(r"([\d,]+)(?:件|か所)(?:あります|見つかりました)")
SUPPORT = re.compile(r'href="(/supports/[0-9a-f-]{36}/)"')
#: Public pages that count nothing but what they list.
LISTS = re.compile(r"^/(?:supports|embed|write|code)/")


def lists(client: Client) -> dict[str, str]:
    """The public pages of supports that links lead to, from the front page on, with those that frames show."""
    found: dict[str, str] = {}
    waiting = ["/", "/supports/", "/supports/map/", "/embed/supports/", "/supports/?area=13"]
    while waiting:
        address = waiting.pop()
        if address in found or address.endswith("/report/"):
            continue
        answer = client.get(address)
        assert answer.status_code == 200, address
        page = answer.content.decode()
        found[address] = page[page.index("<main") : page.index("</main>")] if "<main" in page else page
        links = [urljoin(address, unescape(one)) for one in re.findall(r'href="([^"#]+)"', found[address])]
        waiting += [one for one in links if LISTS.match(one)]
    return found


@pytest.fixture
def supports(client: Client) -> dict[str, str]:
    """Forty-five supports, four of which are for one city alone, and their pages."""
    for number in range(45):
        directory.service(f"見本の支援{number}", areas=("011002",) if number < 4 else ("00",))
    return lists(client)


def test_a_count_of_supports_stands_over_those_that_it_counts(supports: dict[str, str]) -> None:
    """Whoever doubts it counts them: the list has so many, over all its pages, and each leads to where it is from."""
    seen = 0
    assert not COUNTED.findall(_text(supports["/supports/map/"])), "none of them has a place"
    for address in ("/supports/", "/supports/?area=13", "/embed/supports/"):
        (said,) = COUNTED.findall(_text(supports[address]))
        more = re.compile(re.escape(address) + r"[?&]page=\d+$")
        over = [page for one, page in supports.items() if one == address or more.match(one)]
        held = {link for page in over for link in SUPPORT.findall(page)}
        if not address.startswith("/embed/"):
            assert int(said.replace(",", "")) == len(held), address
            seen += len(over)
        assert held <= set(supports), "each has a page"
    assert seen > 4, "more than one page holds each list"


def test_whatever_a_support_says_in_numbers_says_where_it_is_from_and_when(supports: dict[str, str]) -> None:
    pages = [page for address, page in supports.items() if SUPPORT.search(f'href="{address}"')]
    assert len(pages) == 45
    for page in pages:
        assert "出典と確かめた日" in page


def test_no_other_public_page_of_supports_says_how_many(supports: dict[str, str]) -> None:
    """A count that comes to another page has to be led to its source too."""
    for address, page in supports.items():
        if not address.startswith(("/supports/", "/embed/")):
            assert not re.search(r"\d+ ?(?:件|か所|人が|回)", _text(page)), address


def test_the_counts_of_the_navigator_are_for_who_works_here(client: Client) -> None:
    """What is counted of presses and pages is on no public page but as a published figure, which the crawl walks."""
    for name in ("navigator:ledger", "navigator:ledger_file"):
        answer = client.get(reverse(name))
        assert answer.status_code == 302 and reverse("account_login") in answer["Location"]
