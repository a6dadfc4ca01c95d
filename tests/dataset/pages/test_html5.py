"""The tree that lxml is given is the one that browsers make."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from twa.dataset.pages.html5 import DEPTH, OPEN, parse

if TYPE_CHECKING:
    from lxml.html import HtmlElement
    from selectolax.lexbor import LexborNode

XML = "{http://www.w3.org/XML/1998/namespace}"


def outline(tree: HtmlElement) -> str:
    """A tree in brackets: what stands in what, with its text."""
    said = [f"{tree.tag}(", tree.text or ""]
    for child in tree:
        said += [outline(child), child.tail or ""]
    return "".join(said) + ")"


def name(name: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9_.-]", "_", name)
    return plain if plain[0].isalpha() or plain[0] == "_" else f"_{plain}"


def text(said: str | None) -> str:
    return re.sub("[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff]", "", (said or "").replace("\x0c", " "))


def of_lexbor(node: LexborNode) -> list[object]:
    """Tags, attributes and text of lexbor's own tree in document order."""
    said: list[object] = []
    for child in node.iter(include_text=True):
        if child.is_text_node:
            if said and isinstance(said[-1], str):
                said[-1] += text(child.text_content)
            else:
                said.append(text(child.text_content))
        elif child.is_element_node:
            attributes: dict[str, str] = {}
            for key, value in child.attributes.items():
                if key != "xmlns":
                    known = key if key == "xml:lang" else name(key or "")
                    attributes.setdefault(known, text(value))
            said.append([name(child.tag or ""), attributes, of_lexbor(child)])
    return [one for one in said if one]


def of_lxml(tree: HtmlElement) -> list[object]:
    said: list[object] = [tree.text]
    for child in tree:
        attributes = {str(k).replace(XML, "xml:"): v for k, v in child.attrib.items()}
        said += [[child.tag, attributes, of_lxml(child)], child.tail]
    joined: list[object] = []
    for one in filter(None, said):
        if isinstance(one, str) and joined and isinstance(joined[-1], str):
            joined[-1] += one
        else:
            joined.append(one)
    return joined


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        # What libxml2 nests and browsers do not.
        ("<ul><li>one<li>two</ul>", "ul(li(one)li(two))"),
        ("<p>one<div>two</div>three</p>", "p(one)div(two)threep()"),
        ("<a href=1>one<a href=2>two</a>", "a(one)a(two)"),
        ("<p><b>one<p>two</b>", "p(b(one))p(b(two))"),
        ("<table><p>one<tr><td>two</table>", "p(one)table(tbody(tr(td(two))))"),
        ("<button>one<button>two</button>", "button(one)button(two)"),
        ("<form><div></form><p>one", "form(div(p(one)))"),
        # Text that is no markup, and markup that is no text.
        ("<textarea><p>one</textarea>", "textarea(<p>one)"),
        ("<noscript><p>one</noscript>", "noscript(<p>one)"),
        ("<xmp><b></xmp>&amp;nbsp;&nbsp;]]>", "xmp(<b>)&nbsp;\xa0]]>"),
        ("<script><!--<script>1</script>2--></script>3", "script(<!--<script>1</script>2-->)3"),
        ("<script>a</b>&nbsp;<!-- </script>3", "script(a</b>&nbsp;<!-- )3"),
        ("<script><!--<script>1</script>2", "script(<!--<script>1</script>2)"),
        ("<script><!--><script>1</script>2", "script(<!--><script>1)2"),
        ("<script><!---><script>1</script>2", "script(<!---><script>1)2"),
        ("<plaintext></plaintext>", "plaintext(</plaintext>)"),
        ("one<!-- <p> two --!>three<?php if (1 > 0) ?>", "onethree 0) ?>"),
        ("<template><p>one</template>", "template(p(one))"),
        ("<pre>\n\none</pre>", "pre(\none)"),
        # Names and signs that XML has no room for.
        ("<o:p>one</o:p><p<b>two", "o_p(one)p_b(two)"),
        ("one&#1;&#xFFFE;&#xD800;two", "one\ufffdtwo"),
        ("<svg><foreignObject><p>one</svg>", "svg(foreignObject(p(one)))"),
    ],
)
def test_a_tree_is_that_of_browsers(markup: str, expected: str) -> None:
    assert outline(parse(f"<body>{markup}").find("body"))[5:-1] == expected


def test_attributes_keep_their_values() -> None:
    tree = parse("<p a='1\n2' b=\"&lt;&quot;&amp;amp;\" @c xmlns=x xml:lang=de x:y=1 d>")
    assert dict(tree.find(".//p").attrib) == {
        "a": "1\n2",
        "b": '<"&amp;',
        "_c": "",
        f"{XML}lang": "de",
        "x_y": "1",
        "d": "",
    }


def test_a_pixel_without_scripts_leaves_the_head_whole() -> None:
    tree = parse("<head><noscript><img src=p></noscript><meta name=author content=A><body>")
    assert tree.find("head/meta") is not None


def test_deep_nesting_keeps_its_text() -> None:
    tree = parse("<div>" * 5000 + "one" + "</div>" * 5000 + "<p>two")
    assert tree.text_content().split() == ["one", "two"]
    assert max(sum(1 for _ in one.iterancestors()) for one in tree.iter()) <= DEPTH


def test_open_formatting_does_not_multiply() -> None:
    opened = "".join(f"<font color={n}>" for n in range(OPEN * 40))
    tree = parse(opened + "<p>one" * 20_000)
    assert sum(1 for _ in tree.iter()) < 30_000


WRITTEN = """
 <p> </p> <div class=a> </div> <b> </b> <a href='?a=1&amp;b=2'> </a> <table> <tr> <td> </table>
<li> <ul> </ul> <button> <svg> </svg> <math> <mi> <br> <img src=x> <input> <h1> </h1> <select>
<option> <script> </script> <style> </style> <textarea> </textarea> <!-- --> <?x <!doctype>
<title> </title> <iframe> </iframe> <noscript> </noscript> <foreignObject> <desc> <nobr> <i>
</i> <form> </form> <o:p> </o:p> <x-y> <p<q> </body> </html> <head> <body> <frameset> ]]> &
&nbsp; &lt; &amp; one two " ' < > / = a=2 @b :c x:c "d>
"""
PIECES = st.sampled_from(
    [*WRITTEN.split(), "\n", "\r", "\t", "\x0c", "\x00", "\ufffe", "<p a='\n'"]
)


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=30).map(" ".join))
def test_any_document_is_the_same_tree(markup: str) -> None:
    # In pictures and formulas lexbor writes what is raw in HTML without saying which it was.
    drawn = re.search("<(svg|math)", markup)
    assume(not drawn or not re.search("<(scr|sty|ifr|nos|br|im|in)", markup))
    document = LexborHTMLParser(markup, scripting=True)
    tree = parse(markup)
    assert document.root is not None
    roots = [node for node in document.root.iter() if node.is_element_node]
    expected = of_lexbor(document.root if document.root.tag == "html" else roots[0])
    assert of_lxml(tree) == expected
