"""`croissant.json`: the dataset for machines, as Croissant 1.1 (docs.mlcommons.org/croissant).

A pure function of the manifest and the contracts: every Parquet file with its
digest, every table as a record set, every field with its meaning.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from twa.dataset.documents.card import LICENSE_FILE
from twa.dataset.documents.card_text import HELD
from twa.dataset.documents.citation import bibtex, creator
from twa.dataset.tables.json_text import written
from twa.dataset.tables.manifest import Manifest, Written
from twa.dataset.tables.schema import TABLES, Field, contract, fields

FILE: Final = "croissant.json"
"""Its name in the dataset's folder."""

# Croissant 1.1, appendix 1, as mlcroissant 1.1 knows it.
_CONTEXT: Final = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}

_PROV: Final = "http://www.w3.org/ns/prov#"

# mlcroissant reads Parquet under this name, not under the registered
# `application/vnd.apache.parquet`.
_PARQUET: Final = "application/x-parquet"

_TYPES: Final = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
}

_REFERENCES: Final = {
    ("revisions", "article_id"): "articles/id",
    ("feed_entries", "article_id"): "articles/id",
}
"""Column → the field of another record set whose value it holds."""


def render(manifest: Manifest) -> str:
    """`croissant.json` of the dataset that `manifest` describes."""
    return written(metadata(manifest)) + "\n"


def metadata(manifest: Manifest) -> dict[str, Any]:
    """The Croissant metadata as JSON values."""
    document = manifest.document
    collection = document["collection"]
    described: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": manifest.title,
        "description": (
            f"News articles with {HELD[manifest.text]}, each traceable to the "
            "bytes that the server sent, in a web archive (WARC)."
        ),
        "license": f"Rights remain with the publishers; see {LICENSE_FILE}",
        # Semantic Versioning 2.0.0, section 10: what tells builds apart follows a plus sign.
        "version": f"{document['code']['version']}+{manifest.version}",
        "creator": {"@type": "sc:Organization", "name": creator(manifest)},
        "citeAs": bibtex(manifest),
        "keywords": ["news", "web archive", "WARC", "provenance"],
        "inLanguage": sorted(set(document["coverage"]["languages"]) - {"und"}),
        **_provenance(manifest),
        "usageInfo": {
            "@type": "sc:CreativeWork",
            "url": LICENSE_FILE,
            "description": (
                "What each page states about its use, word for word with the record that says so, "
                "stands in `rights` of its row: robots.txt, TDMRep, headers, markup, feeds."
            ),
            "about": [
                {
                    "@type": "sc:DefinedTerm",
                    "name": name,
                    "description": f"{count} of {manifest.rows('articles')} articles",
                }
                for name, count in document["coverage"]["rights"].items()
            ],
        },
        "distribution": [*_files(manifest), *map(_file_set, TABLES)],
        "recordSet": [_record_set(table, text=manifest.text) for table in TABLES],
    }
    if manifest.released:
        described["datePublished"] = manifest.released
    if collection["homepage"]:
        described["url"] = collection["homepage"]
    return described


def _provenance(manifest: Manifest) -> dict[str, Any]:
    """What the dataset was made from, and by what, in the words of W3C PROV-O.

    Their names are whole: the context that mlcroissant knows has none of them.
    """
    document = manifest.document
    archived, captured = manifest.archived, document["coverage"]["captured"]
    archive = {
        "@type": f"{_PROV}Entity",
        "name": f"web archive of {archived.files} WARC files, {archived.records} records",
        "description": "manifest.json names each by its SHA-256; seals in archive/seals say when.",
    }
    software = {
        "@type": f"{_PROV}SoftwareAgent",
        "name": document["code"]["name"],
        "version": document["code"]["version"],
        "identifier": document["code"]["fingerprint"],
    }
    crawl = {"@type": f"{_PROV}Activity", "name": "crawl"}
    for name, instant in (("startedAtTime", captured["first"]), ("endedAtTime", captured["last"])):
        if instant:
            crawl[f"{_PROV}{name}"] = instant
    build = {"@type": f"{_PROV}Activity", "name": "build", f"{_PROV}wasAssociatedWith": software}
    return {
        f"{_PROV}wasDerivedFrom": {**archive, f"{_PROV}wasGeneratedBy": crawl},
        f"{_PROV}wasGeneratedBy": build,
    }


def _files(manifest: Manifest) -> Iterator[dict[str, Any]]:
    for table in TABLES:
        for output in manifest.outputs(table):
            yield _file(output)


def _file(output: Written) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": output.file,
        "name": output.file,
        "contentUrl": output.file,
        "contentSize": f"{output.bytes} B",
        "encodingFormat": _PARQUET,
        "sha256": output.sha256,
    }


def _file_set(table: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileSet",
        "@id": f"{table}-files",
        "name": f"{table}-files",
        "description": f"The files of the table {table}.",
        "encodingFormat": _PARQUET,
        "includes": f"{table}/*.parquet",
    }


def _record_set(table: str, *, text: bool) -> dict[str, Any]:
    schema = contract(table, text=text)
    return {
        "@type": "cr:RecordSet",
        "@id": table,
        "name": table,
        "description": schema["description"],
        "key": {"@id": f"{table}/id"},
        "field": _tree(table, list(fields(schema)), ()),
    }


def _tree(table: str, found: list[Field], parent: tuple[str, ...]) -> list[dict[str, Any]]:
    """The fields directly below `parent`, each with those below it."""
    return [
        {
            **_field(table, field, found),
            **({"subField": _tree(table, found, field.path)} if field.kind == "object" else {}),
        }
        for field in found
        if field.path[:-1] == parent
    ]


def _field(table: str, field: Field, found: list[Field]) -> dict[str, Any]:
    identifier = "/".join((table, *field.path))
    described: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": identifier,
        "name": identifier,
        "description": field.schema["description"],
    }
    if field.repeated:
        described |= {"isArray": True, "arrayShape": "-1"}
    if field.kind == "object":
        return described
    described |= {"dataType": _data_type(field), "source": _source(table, field, found)}
    if term := field.schema.get("x-term"):
        described["equivalentProperty"] = term.replace("schema:", "https://schema.org/")
    if reference := _REFERENCES.get((table, field.path[-1])):
        described["references"] = {"field": {"@id": reference}}
    return described


def _data_type(field: Field) -> str:
    if field.instant:
        return "sc:DateTime"
    if field.schema.get("x-term") == "schema:url" or field.schema.get("format") == "uri":
        return "sc:URL"
    return _TYPES[field.kind]


def _source(table: str, field: Field, found: list[Field]) -> dict[str, Any]:
    column, *inner = field.path
    source: dict[str, Any] = {
        "fileSet": {"@id": f"{table}-files"},
        "extract": {"column": column},
    }
    # Each transform is applied to every item of what the one before gave, so a list in an object
    # ends one and begins the next.
    lists = {other.path for other in found if other.repeated and other.kind == "object"}
    steps: list[list[str]] = [[]]
    for depth, name in enumerate(inner, 2):
        steps[-1].append(name)
        if field.path[:depth] in lists:
            steps.append([])
    transforms = [{"jsonPath": ".".join(step)} for step in steps if step]
    if transforms:
        source["transform"] = transforms[0] if len(transforms) == 1 else transforms
    return source
