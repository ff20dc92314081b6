"""The questions to Elasticsearch.

`combined_fields` with `minimum_should_match` treats title, topic, meta and body as one field:
the words may be spread over them, and yet three quarters must be there. Without that, totals and
facets count nearly everything.
"""

from typing import Any

from search.queries import Alternative, Filters, Request

WEIGHTS = {"title": 4, "topic": 3, "meta": 1, "body": 1}
ENOUGH_WORDS = "2<75%"
_FACETS = ("grade", "subject", "kind")
_SHOWN = ["key", "title", "topic", "body", "url", "grade", "subject", "kind", "card", "outline"]


def _fields(shape: str = "") -> list[str]:
    return [f"{name}{shape}^{weight}" for name, weight in WEIGHTS.items()]


def _combined(text: str, shape: str, **more: Any) -> dict[str, Any]:
    return {"combined_fields": {"query": text, "fields": _fields(shape), **more}}


def _reading(one: Alternative, marked: bool, needed: str) -> dict[str, Any]:
    folded = " ".join(one.folded)
    should = []
    if marked:
        should.append(_combined(" ".join(one.exact), ""))
    if len(one.folded) > 1:
        should.append(_combined(folded, ".pairs"))
    return {
        "bool": {
            "must": [_combined(folded, ".folded", minimum_should_match=needed)],
            "should": should,
        }
    }


def _question(request: Request, needed: str) -> dict[str, Any]:
    query = request.query
    readings = [_reading(one, query.marked, needed) for one in query.alternatives]
    return {
        "bool": {
            "must": [{"dis_max": {"queries": readings, "tie_breaker": 0.1}}],
            "filter": [{"terms": {"audience": sorted(request.audience)}}],
        }
    }


def _chosen(filters: Filters, but: str = "") -> dict[str, Any]:
    chosen = {facet: getattr(filters, facet) for facet in _FACETS if facet != but}
    return {
        "bool": {"filter": [{"terms": {f: list(values)}} for f, values in chosen.items() if values]}
    }


def search_body(request: Request) -> dict[str, Any]:
    """One page, the total and all facets in one request."""
    return {
        "query": _question(request, ENOUGH_WORDS),
        # After the counting: a facet is counted under the choices made in the others.
        "post_filter": _chosen(request.filters),
        "aggs": {
            facet: {
                "filter": _chosen(request.filters, but=facet),
                "aggs": {"values": {"terms": {"field": facet, "size": 100}}},
            }
            for facet in _FACETS
        },
        "sort": ["_score", {"key": "asc"}],
        "track_total_hits": True,
        "from_": request.offset,
        "size": request.size,
        "source": _SHOWN,
    }


def nearest_body(request: Request) -> dict[str, Any]:
    """Topics of documents that share any word."""
    return {
        "query": _question(request, "1"),
        "size": request.size,
        "source": ["topic_label"],
    }


def suggest_searches(text: str, audience: frozenset[str], limit: int) -> list[dict[str, Any]]:
    """Topics, then titles, one of each name."""
    searches: list[dict[str, Any]] = []
    for field, key in (("topic_label", "topic_label.key"), ("title", "title_key")):
        typed = f"{field}.sayt"
        ask = {
            "multi_match": {
                "query": text,
                "type": "bool_prefix",
                "operator": "and",
                "fields": [typed, f"{typed}._2gram", f"{typed}._3gram"],
            }
        }
        body = {
            "query": {
                "bool": {
                    "must": [ask],
                    "filter": [
                        {"terms": {"audience": sorted(audience)}},
                        {"exists": {"field": key}},
                    ],
                }
            },
            "collapse": {"field": key},
            "size": limit * 3,
            "_source": ["title", "topic_label", "url"],
        }
        searches += [{}, body]
    return searches
