"""A Markdown text taken apart."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from courses.formats.pieces import BadOldLesson, Found, Kind, Piece, marked, tidy

LONGEST_TEXT = 400_000
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_LISTS = {"bullet_list_open": Kind.BULLET, "ordered_list_open": Kind.NUMBERED}


def read_markdown(content: bytes) -> Found:
    """As UTF-8, or as Windows in China writes texts."""
    if len(content) > LONGEST_TEXT:
        raise BadOldLesson(_("This text is far too long for a lesson. Cut it up first."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError as error:
            raise BadOldLesson(_("The characters of this text cannot be read. Save it as UTF-8 and try again.")) from error
    if "\0" in text:
        raise BadOldLesson(_("We can read .docx, .pptx and .md files. This is none of them, or it is damaged."))
    tokens = MarkdownIt("commonmark").enable("table").parse(_FRONT_MATTER.sub("", text.replace("\r\n", "\n")))
    return Reading(tokens).read()


class Reading:
    """One pass over the tokens."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens, self.found = tokens, Found()
        self.lists: list[Kind] = []
        self.heading = 0
        self.rows: list[tuple[str, ...]] | None = None

    def read(self) -> Found:
        for token in self.tokens:
            if token.type in _LISTS:
                self.lists.append(_LISTS[token.type])
            elif token.type in {"bullet_list_close", "ordered_list_close"}:
                self.lists.pop()
            elif token.type in {"heading_open", "heading_close"}:
                self.heading = int(token.tag[1:]) if token.type == "heading_open" else 0
            elif token.type == "html_block":
                self.found.leave(_("Pieces of HTML are not taken along."))
            elif token.type in {"fence", "code_block"}:
                self.found.add(Piece.of(Kind.PARAGRAPH, token.content))
            else:
                self.table_or_words(token)
        return self.found

    def table_or_words(self, token: Token) -> None:
        if token.type == "table_open":
            self.rows = []
        elif token.type == "tr_open" and self.rows is not None:
            self.rows.append(())
        elif token.type == "table_close":
            self.found.add(Piece(Kind.TABLE, rows=tuple(row for row in self.rows or () if any(row))))
            self.rows = None
        elif token.type == "inline":
            self.inline(token)

    def inline(self, token: Token) -> None:
        text, html = self.words(token.children or ())
        if self.rows is not None:
            self.rows[-1] += (tidy(text).replace("\n", " "),)
            return
        if self.heading:
            kind = Kind.TITLE if self.heading == 1 and not self.found.pieces else Kind.HEADING
        else:
            kind = self.lists[-1] if self.lists else Kind.PARAGRAPH
        self.found.add(Piece.of(kind, text, html))

    def words(self, children: Sequence[Token]) -> tuple[str, str]:
        plain, html = "", ""
        bold, link = False, ""
        for child in children:
            match child.type:
                case "strong_open" | "strong_close":
                    bold = child.type == "strong_open"
                case "link_open":
                    link = str(child.attrs.get("href", ""))
                case "link_close":
                    link = ""
                case "image":
                    self.found.leave(_("A Markdown file holds no pictures: upload “%(name)s” by itself.") % {"name": picture_name(child)})
                case "html_inline":
                    self.found.leave(_("Pieces of HTML are not taken along."))
                case "softbreak" | "hardbreak":
                    plain, html = plain + "\n", html + "<br/>"
                case "text" | "code_inline":
                    plain, html = plain + child.content, html + marked(child.content, bold=bold, link=link)
        return plain, html


def picture_name(token: Token) -> str:
    return (token.content or str(token.attrs.get("src", "")))[:60]
