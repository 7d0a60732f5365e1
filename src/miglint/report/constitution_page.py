"""A constitution's articles as text, Markdown or HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape
from itertools import groupby

from ..config.articles import Article
from ..urls import rule_url
from .safe_text import visible

FORMATS = ("text", "markdown", "html")


def render(format_: str, articles: Sequence[Article], names: Sequence[str]) -> str:
    """Return the articles in one of FORMATS; `names` are the constitutions in force."""
    title = f"The constitution {' + '.join(names)}"
    lines = {"text": _text, "markdown": _markdown, "html": _html}[format_](title, articles)
    return "\n".join(lines) + "\n"


def _facts(article: Article) -> Iterator[tuple[str, str]]:
    """Return the facts of an article besides its demand, as (label, text)."""
    yield "why", article.why
    if article.options:
        yield "options", "; ".join(f"{key} = {value}" for key, value in article.options)
    if article.since:
        yield "since", f"{article.since} (older migrations are exempt)"
    for exception in article.exceptions:
        where = exception.object or exception.file or ""
        until = f", until {exception.until}" if exception.until else ""
        yield "except", f"{where}: {exception.reason}{until}"
    yield "from", article.origin
    if article.link:
        yield "link", article.link


def _families(articles: Sequence[Article]) -> Iterator[tuple[str, list[Article]]]:
    for family, members in groupby(articles, key=lambda article: article.family):
        yield family, list(members)


def _spans(text: str, escaped: Callable[[str], str], code: str) -> str:
    """Return a text with the parts between backticks as code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escaped(text)
    html = code[:1] == "<"
    return "".join(
        code.format(escaped(part) if html else visible(part)) if number % 2 and part else escaped(part)
        for number, part in enumerate(parts)
    )


def _is_address(text: str) -> bool:
    """Return whether a text is a web address and nothing else, safe to make a link of."""
    return text.startswith(("https://", "http://")) and text.isprintable() and not set(text) & set(" <>\"'`")


def _text(title: str, articles: Sequence[Article]) -> Iterator[str]:
    yield f"{title}: {len(articles)} articles"
    for family, members in _families(articles):
        yield f"\n{family.upper()}"
        for article in members:
            yield f"\n  {visible(article.title)}  [{article.severity}]"
            yield f"    {visible(article.demand)}"
            for label, text in _facts(article):
                yield f"    {label + ':':<9}{visible(text)}"


def _markdown(title: str, articles: Sequence[Article]) -> Iterator[str]:
    from .markdown_report import escape as safe

    yield f"# {safe(title)}"
    for family, members in _families(articles):
        yield f"\n## {family.capitalize()}"
        for article in members:
            yield f"\n### {safe(article.title)}\n\n**{article.severity}** · {_spans(article.demand, safe, '`{}`')}\n"
            for label, text in _facts(article):
                shown = f"<{text}>" if _is_address(text) else _spans(text, safe, "`{}`")
                yield f"- *{label}*: {shown}"
            yield f"- *rule*: [{article.rule}]({rule_url(article.rule)})"


def _html(title: str, articles: Sequence[Article]) -> Iterator[str]:
    yield f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{escape(title)}</title>'
    yield "<style>body{font:1rem/1.5 system-ui;max-width:48rem;margin:2rem auto;padding:0 1rem}dt{color:#666}</style>"
    yield f"<h1>{escape(title)}</h1>"
    for family, members in _families(articles):
        yield f"<h2>{escape(family.capitalize())}</h2>"
        for article in members:
            title = escape(visible(article.title))
            yield f'<h3 id="{escape(article.rule)}">{title} <small>{article.severity}</small></h3>'
            demand = _spans(visible(article.demand), escape, "<code>{}</code>")
            yield f"<p>{demand}</p>\n<dl>"
            for label, text in _facts(article):
                shown = _spans(visible(text), escape, "<code>{}</code>")
                if _is_address(text):
                    shown = f'<a href="{escape(text)}">{escape(text)}</a>'
                yield f"<dt>{label}</dt><dd>{shown}</dd>"
            yield "</dl>"
    yield "</html>"
