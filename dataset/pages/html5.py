"""Parses HTML as browsers do, and gives lxml the same tree.

lexbor builds the tree by the algorithm of the HTML standard (WHATWG, section 13.2, with
scripting). Its serialisation can't go through libxml2's HTML parser, which nests what is not
closed by rules of its own; written as XML it has one reading only, that of libxml2's XML parser.
"""

from __future__ import annotations

import re
from collections import Counter
from html import escape, unescape
from typing import TYPE_CHECKING, Final

from lxml import etree
from lxml.html import HtmlComment, HtmlElement, HtmlEntity, HtmlProcessingInstruction
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

if TYPE_CHECKING:
    from collections.abc import Iterator

DEPTH: Final = 512
"""Elements within one another; deeper ones lose their tags, as in Blink, not their text."""

OPEN: Final = 512
"""Formatting elements left open at once, above which none are kept: each paragraph repeats them."""

TAGS: Final = 20_000
"""Tags above which a text is looked through for what is nested without end before it is parsed."""

NESTED: Final = 2_000
"""Elements within one another that are parsed: the time lexbor takes is the square of them."""

_VOID: Final = frozenset(
    ("area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input")
) | frozenset(("keygen", "link", "meta", "param", "source", "track", "wbr"))
_RAW: Final = frozenset(
    ("script", "style", "xmp", "iframe", "noembed", "noframes", "noscript", "plaintext")
)

# What XML takes as it stands needs no look: tags whose names and values are plain, of elements
# that have an end tag and whose text is escaped.
_SPECIAL: Final = "|".join(sorted(_VOID | _RAW))
_PLAIN: Final = re.compile(r'(?: (?!xmlns\b)[A-Za-z_][A-Za-z0-9_-]*="[^"<\t\n\r]*")*')
# An element without an end, of plain attributes, is told at once.
_ODD: Final = re.compile(
    rf"<(?!/?(?!(?:{_SPECIAL})[ />])[A-Za-z][A-Za-z0-9]*{_PLAIN.pattern}>)"
    rf"(?:((?:{'|'.join(sorted(_VOID))}){_PLAIN.pattern})>)?"
)
# Serialised names have no white space, solidus or `>` (sections 13.2.5.8 and 13.2.5.33).
_TAG: Final = re.compile(r'<(/?)([^\s/>]+)((?:\s+[^\s/>][^\s/>=]*(?:="[^"]*")?)*)\s*>')
_ATTRIBUTE: Final = re.compile(r'\s+([^\s/>][^\s/>=]*)(?:="([^"]*)")?')
_NO_NAME: Final = re.compile(r"[^A-Za-z0-9_.-]")
_SCRIPT: Final = re.compile(r"<!--(?!-*>)|-->|<(/?)script[\s/>]", re.IGNORECASE)
_QUOTES: Final = str.maketrans({'"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})

# Not allowed in XML 1.0 (section 2.2), hence not in lxml's strings.
_CONTROL: Final = bytes([*range(0x09), 0x0B, *range(0x0E, 0x20)])
_FEED: Final = bytes.maketrans(b"\x0c", b" ")
_NONCHARACTERS: Final = ("\ufffe", "\uffff")

_FORMATTING: Final = re.compile(
    r"<(/?)(?=[bcefistu])(?:b|big|code|em|font|i|s|small|strike|strong|tt|u)(?=[\s/>])",
    re.IGNORECASE,
)
_FORMATTING_TAG: Final = re.compile(rf"{_FORMATTING.pattern}[^>]*>", re.IGNORECASE)
_ANY_TAG: Final = re.compile(r"<(/?)([A-Za-z][^\s/>]{0,40})[^>]*>")
# What another of its kind closes does not nest.
_SIBLINGS: Final = frozenset(
    ("a", "body", "button", "caption", "colgroup", "dd", "dt", "head", "html", "li", "optgroup")
) | frozenset(("option", "p", "rp", "rt", "tbody", "td", "tfoot", "th", "thead", "tr"))


def _parser(*, recover: bool) -> etree.XMLParser:
    """A parser of XML that loads nothing and makes the elements of lxml.html in C."""
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        collect_ids=False,
        remove_comments=True,
        remove_pis=True,
        resolve_entities=False,
        no_network=True,
        huge_tree=True,
    )
    parser.set_element_class_lookup(
        etree.ElementDefaultClassLookup(
            element=HtmlElement,
            comment=HtmlComment,
            pi=HtmlProcessingInstruction,
            entity=HtmlEntity,
        )
    )
    return parser


_PARSER: Final = _parser(recover=False)
_LENIENT: Final = _parser(recover=True)


def parse(text: str) -> HtmlElement:
    """The tree of a document as a browser has it, comments left out.

    What lxml's strings and names can't hold is left out or becomes `_`: control characters,
    and signs in names, the colon too (save in `xml:lang`); the attribute `xmlns` is left out.
    `noscript` has its content as text, `template` has its own as children, `script` and `style`
    have text in pictures too. Raises etree.LxmlError or ValueError where there is no tree.
    """
    try:
        written = LexborHTMLParser(_shallow(_bounded(text)), scripting=True).html or ""
    except SelectolaxError as error:
        raise ValueError(str(error)) from error
    try:
        return _read(_as_xml(written), _PARSER)
    except etree.XMLSyntaxError:
        return _read(_flat(_as_xml(written)), _LENIENT)


def _read(xml: str, parser: etree.XMLParser) -> HtmlElement:
    for noncharacter in _NONCHARACTERS:
        if noncharacter in xml:
            xml = xml.replace(noncharacter, "")
    octets = xml.encode("utf-8", "replace").translate(_FEED, _CONTROL)
    root = etree.fromstring(octets, parser)
    if not isinstance(root, HtmlElement):
        raise ValueError("no document")
    return root


def _bounded(text: str) -> str:
    """The text, without its formatting where that is left open without end.

    Elements of formatting that are open are opened anew in each paragraph (section 13.2.4.3),
    so the tree of a short text may be as large as the square of its length. Links are not
    counted: one closes the other.
    """
    tags = _FORMATTING.findall(text)
    if len(tags) <= OPEN:
        return text
    most = depth = 0
    for closes in tags:
        depth = max(0, depth - 1) if closes else depth + 1
        most = max(most, depth)
    return text if most <= OPEN else _FORMATTING_TAG.sub(" ", text)


def _shallow(text: str) -> str:
    """The text, without the tags of what is nested deeper than is ever parsed."""
    if text.count("<") <= TAGS:
        return text
    depths: Counter[str] = Counter()
    depth = 0

    def kept(tag: re.Match[str]) -> str:
        nonlocal depth
        name = tag.group(2).lower()
        if name in _VOID or name in _SIBLINGS:
            return tag.group()
        if not tag.group(1):
            depths[name] += 1
            depth += 1
            return tag.group() if depth <= NESTED else " "
        if not depths[name]:
            return tag.group()
        depths[name] -= 1
        depth -= 1
        return tag.group() if depth < NESTED else " "

    return _ANY_TAG.sub(kept, text)


def _as_xml(written: str) -> str:
    """Serialised HTML (section 13.3) as XML of the same tree."""
    return "".join(_pieces(written))


def _pieces(written: str) -> Iterator[str]:
    at = 0
    while found := _ODD.search(written, at):
        start = found.start()
        yield written[at:start].replace("&nbsp;", "\xa0")
        if empty := found[1]:
            yield f"<{empty}/>".replace("&nbsp;", "\xa0")
            at = found.end()
            continue
        if written.startswith(("<!", "<?"), start):
            close = "-->" if written.startswith("<!--", start) else ">"
            end = written.find(close, start)
            at = len(written) if end < 0 else end + len(close)
            continue
        tag = _TAG.match(written, start)
        if tag is None:
            yield "&lt;"
            at = start + 1
            continue
        closes, name, attributes = tag.groups()
        at = tag.end()
        known = _name(name)
        if closes:
            yield "" if name in _VOID else f"</{known}>"
        elif name in _VOID:
            yield f"<{known}{_attributes(attributes)}/>"
        elif name in _RAW:
            end = _end(written, at, name)
            text = escape(written[at:end], quote=False)
            yield f"<{known}{_attributes(attributes)}>{text}</{known}>"
            at = min(len(written), end + len(name) + 3)
        else:
            yield f"<{known}{_attributes(attributes)}>"
    yield written[at:].replace("&nbsp;", "\xa0")


def _name(name: str) -> str:
    """A name of an element or attribute as XML can hold it."""
    plain = _NO_NAME.sub("_", name)
    return plain if plain[0].isalpha() or plain[0] == "_" else f"_{plain}"


def _attributes(written: str) -> str:
    """Attributes with names that XML can hold, each once, line breaks in their values kept."""
    if _PLAIN.fullmatch(written):
        return written.replace("&nbsp;", "\xa0")
    known: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(written):
        if name != "xmlns":
            known.setdefault(name if name == "xml:lang" else _name(name), value)
    return "".join(f' {name}="{_quoted(unescape(value))}"' for name, value in known.items())


def _quoted(value: str) -> str:
    return escape(value, quote=False).translate(_QUOTES)


def _end(written: str, start: int, name: str) -> int:
    """Where the raw text ends that starts here, the end tag of its element not counted.

    A script may hold the end tag of another in a comment (section 13.2.5.17 and following).
    """
    close = f"</{name}>"
    end = written.find(close, start)
    if name == "plaintext":
        end = written.rfind(close, start)
    elif name == "script" and written.find("<!--", start, max(start, end)) >= 0:
        end = _end_of_script(written, start)
    return len(written) if end < 0 else end


def _end_of_script(written: str, start: int) -> int:
    """Where a script with a comment ends: if nothing in it does so, where the document does."""
    escaped = doubly = False
    for found in _SCRIPT.finditer(written, start):
        sign = found.group()
        if sign == "<!--":
            escaped = True
        elif sign == "-->":
            escaped = doubly = False
        elif not found.group(1):
            doubly = escaped
        elif doubly:
            doubly = False
        else:
            return found.start()
    return written.rfind("</script>", start)


def _flat(xml: str) -> str:
    """XML without the tags of elements that are nested too deeply."""
    depth = 0

    def kept(tag: re.Match[str]) -> str:
        nonlocal depth
        written = tag.group()
        if written.endswith("/>"):
            return written if depth < DEPTH else " "
        if written.startswith("</"):
            depth -= 1
            return written if depth < DEPTH else " "
        depth += 1
        return written if depth <= DEPTH else " "

    return re.sub(r'<[^<>"]*(?:"[^"]*"[^<>"]*)*>', kept, xml)
