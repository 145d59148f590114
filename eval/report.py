"""A run as others want it: scores for a program, a table for the terminal, a folder with a page for a person."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import numpy as np
from markupsafe import Markup
from rich.table import Table

from eval import metrics, scoring
from eval.runner import Run
from eval.scoring import Comparison, Total, Verdict
from rag.errors import UsageError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# The plots are drawn in these colours, which the page then sets for light and dark.
_COLOURS = {
    "ink": "#101010",
    "quiet": "#808080",
    "line": "#d0d0d0",
    "first": "#2060c0",
    "second": "#c06020",
    "faint": "#a0c0f0",
}
_GROUPS = ("tag", "pair", "set")


def scores(run: Run) -> dict[str, Any]:
    """Everything a later run is compared with. All but ``run`` is equal when nothing has changed."""
    rows = {one.given.question.id: scoring.row(one) for one in run.verdicts}
    return {
        "set": {"name": run.questions.name, "digest": run.questions.digest, "questions": len(run.verdicts)},
        "corpus": dict(run.corpus),
        "settings": dict(run.settings),
        "model": run.model,
        "version": run.version,
        "notices": list(run.notices),
        "prose": dict(run.prose),
        "missing_articles": run.missing,
        "scores": _plain(scoring.totals(run.verdicts)),
        "groups": {
            kind: {name: _plain(scoring.totals(members)) for name, members in groups(run, kind).items()}
            for kind in _GROUPS
        },
        "questions": rows,
        "run": {
            "date": run.date,
            "seconds": run.seconds,
            "latency_ms": {
                name: round(value, 1)
                for name, value in metrics.percentiles([one.given.milliseconds for one in run.verdicts]).items()
            },
        },
    }


def groups(run: Run, kind: str) -> dict[str, list[Verdict]]:
    """The verdicts by ``tag``, by language ``pair`` or by ``set``, in alphabetical order of the names."""
    found: dict[str, list[Verdict]] = {}
    for one in run.verdicts:
        question = one.given.question
        names = {"tag": question.tags, "pair": (one.given.pair,), "set": (question.set,)}[kind]
        for name in dict.fromkeys(filter(None, names)):
            found.setdefault(name, []).append(one)
    return dict(sorted(found.items()))


def read_scores(path: Path) -> dict[str, Any]:
    """The scores of an earlier run; raises UsageError when the file holds none."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"The baseline {path} cannot be read: {error}.") from None
    rows = found.get("questions") if isinstance(found, dict) else None
    if not isinstance(rows, dict) or not all(map(scoring.is_row, rows.values())):
        raise UsageError(f"{path} is no baseline. Give the scores.json of an earlier `onrecord eval --report DIR`.")
    return dict(found)


def comparison(found: Comparison) -> dict[str, Any]:
    """Differences from a baseline, ready for JSON."""
    return {
        "common_questions": found.common,
        "other_questions": found.others,
        "significant_loss": found.lost,
        "differences": {
            one.measure.key: {
                "difference": None if one.interval is None else round(one.interval.difference, 6),
                "interval": None if one.interval is None else [round(one.interval.low, 6), round(one.interval.high, 6)],
                "n": 0 if one.interval is None else one.interval.n,
                "significant": "loss" if one.loss else "gain" if one.gain else None,
            }
            for one in found.changes
        },
    }


def table(run: Run, compared: Comparison | None = None) -> Table:
    """The totals for a terminal, beside their differences from a baseline."""
    found = Table(title=f"{run.questions.name}: {len(run.verdicts)} questions, {run.corpus['articles']} articles")
    found.add_column("score")
    found.add_column("value", justify="right")
    found.add_column("questions", justify="right")
    changes = {one.measure.key: one for one in compared.changes} if compared else {}
    if compared:
        found.add_column("difference", justify="right")
        found.add_column("95% interval", justify="right")
    for key, total in _ordered(scoring.totals(run.verdicts), changes):
        measure = scoring.MEASURES[key]
        label = measure.label if measure.higher else f"{measure.label} (lower is better)"
        cells = [label, "-" if total is None else f"{total.value:.3f}", "" if total is None else str(total.n)]
        change = changes.get(key)
        if change and change.interval:
            interval = change.interval
            cells += [f"{interval.difference:+.3f}", f"{interval.low:+.3f} to {interval.high:+.3f}"]
        elif change:
            cells += ["lost", "no longer scored"]
        found.add_row(*cells, style="red" if change and change.loss else "green" if change and change.gain else "")
    for name, value in scores(run)["run"]["latency_ms"].items():
        found.add_row(f"time of an answer, {name}", f"{value:.0f} ms", str(len(run.verdicts)))
    for name, count in run.prose.items():
        found.add_row(f"{run.model}: {name.replace('_', ' ')}", f"{count:g}", str(len(run.verdicts)))
    found.caption = "\n".join(run.notices) or None
    return found


def write(run: Run, folder: Path, compared: Comparison | None = None) -> None:
    """Writes ``scores.json``, ``questions.jsonl`` and ``index.html`` into ``folder``, which is created when absent."""
    folder.mkdir(parents=True, exist_ok=True)
    found = scores(run)
    if compared:
        found["comparison"] = comparison(compared)
    (folder / "scores.json").write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
    lines = (json.dumps(_line(one), ensure_ascii=False) + "\n" for one in run.verdicts)
    (folder / "questions.jsonl").write_text("".join(lines), "utf-8")
    (folder / "index.html").write_text(page(run, compared), "utf-8")


def page(run: Run, compared: Comparison | None = None) -> str:
    """One HTML page that needs nothing beside itself; every text of an article in it is escaped."""
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    template = environment.from_string((resources.files("eval") / "report.html").read_text("utf-8"))
    totals = scoring.totals(run.verdicts)
    changes = {one.measure.key: one for one in compared.changes} if compared else {}
    return template.render(
        run=run,
        scores=scores(run),
        compared=compared,
        tiles=[
            (scoring.MEASURES[key].label, totals[key])
            for key in ("holds@1", "holds@3", "success@1", "refusal_right")
            if key in totals
        ],
        rows=[(scoring.MEASURES[key], total, changes.get(key)) for key, total in _ordered(totals, changes)],
        groups=[
            (title, _group_rows(run, kind))
            for kind, title in (("pair", "Language of question > of articles"), ("tag", "Tag"), ("set", "Set"))
            if len(groups(run, kind)) > (kind == "set")
        ],
        plots=[(title, note, svg) for title, note, svg in _plots(run) if svg],
        verdicts=[(_state(one), one) for one in run.verdicts],
    )


def _ordered(totals: Mapping[str, Total], changes: Mapping[str, scoring.Change]) -> list[tuple[str, Total | None]]:
    return [(key, totals.get(key)) for key in scoring.MEASURES if key in totals or key in changes]


def _plain(totals: Mapping[str, Total]) -> dict[str, dict[str, float]]:
    return {key: {"value": one.value, "n": one.n} for key, one in totals.items()}


def _line(verdict: Verdict) -> dict[str, Any]:
    given, question = verdict.given, verdict.given.question
    return {
        "id": question.id,
        "set": question.set,
        "question": question.question,
        "language": question.language,
        "tags": list(question.tags),
        "verdict": _state(verdict),
        "scores": scoring.row(verdict)["scores"],
        "pair": given.pair,
        "expected": {
            "answerable": question.answerable,
            "answers": list(question.answers),
            "article_ids": list(question.article_ids),
            "quotes": list(question.quotes),
            "claims": [dict(one) for one in question.claims],
        },
        "articles_found": None if given.ranked is None else list(given.ranked[:10]),
        "answer": given.answer.to_dict(),
        "milliseconds": given.milliseconds,
    }


def _state(verdict: Verdict) -> str:
    """One word for a reader: right, wrong, refused (wrongly), answered (though unanswerable), or unscored."""
    question, answer = verdict.given.question, verdict.given.answer
    if question.answerable is False:
        return "right" if answer.refused else "answered"
    if answer.refused and question.answerable:
        return "refused"
    return "unscored" if verdict.wrong is None else "wrong" if verdict.wrong else "right"


def _group_rows(run: Run, kind: str) -> list[tuple[str, int, list[str]]]:
    keys = ("success@1", "success@5", "holds@1", "holds@3", "citation_precision", "refusal_right")
    found = []
    for name, members in groups(run, kind).items():
        totals = scoring.totals(members)
        found.append((name, len(members), [f"{totals[key].value:.2f}" if key in totals else "" for key in keys]))
    return found


# Plots.


def _plots(run: Run) -> Iterable[tuple[str, str, Markup]]:
    known = [one for one in run.verdicts if one.wrong is not None]
    confidence = np.array([one.given.answer.confidence for one in known])
    wrong = np.array([one.wrong for one in known], float)
    if len(known) > 1:
        yield (
            "Risk and coverage",
            "When only the surest questions are answered: how many of the answers are wrong. An unanswerable "
            "question that is answered counts as wrong. Low and to the right is good.",
            _plot(lambda axes: _risk(axes, confidence, wrong)),
        )
    pairs = {
        name: totals
        for name, members in groups(run, "pair").items()
        if "recall@5" in (totals := scoring.totals(members))
    }
    if pairs:
        yield (
            "Articles found, by language pair",
            "Language of the question > language of the articles that answer it, with the number of questions.",
            _plot(lambda axes: _pairs(axes, pairs), height=max(2.6, 0.42 * len(pairs) + 1.1)),
        )
    decided = [one for one in run.verdicts if one.given.question.answerable is not None]
    if len({one.given.question.answerable for one in decided}) == 2:
        yield (
            "Confidence",
            "Apart is good: an answerable question should be surer than an unanswerable one.",
            _plot(lambda axes: _confidence(axes, decided)),
        )
    times = [one.given.milliseconds for one in run.verdicts]
    yield "Time of an answer", "Milliseconds from question to complete answer.", _plot(lambda axes: _times(axes, times))


def _plot(draw: Callable[[Axes], None], height: float = 3.2) -> Markup:
    """A plot as SVG whose colours are the page's own."""
    # Loaded late: half a second, and only a report needs it. A Figure alone, without pyplot, touches no global state.
    import matplotlib
    from matplotlib.figure import Figure

    settings: Any = {
        "svg.fonttype": "none",
        "svg.hashsalt": "on record",
        "font.size": 10,
        "axes.edgecolor": _COLOURS["line"],
        "axes.labelcolor": _COLOURS["quiet"],
        "text.color": _COLOURS["ink"],
        "xtick.color": _COLOURS["quiet"],
        "ytick.color": _COLOURS["quiet"],
        "axes.spines.top": False,
        "axes.spines.right": False,
        "legend.frameon": False,
    }
    with matplotlib.rc_context(settings):
        figure = Figure(figsize=(6, height), layout="constrained")
        draw(figure.add_subplot())
        buffer = io.BytesIO()
        figure.patch.set_alpha(0)
        for axes in figure.axes:
            axes.patch.set_alpha(0)
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    svg = buffer.getvalue().decode("utf-8")
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.S)
    svg = re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", svg, count=1, flags=re.S)
    svg = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", svg, count=1, flags=re.S)
    for name, colour in _COLOURS.items():
        svg = svg.replace(colour, f"var(--{name})")
    # The page's fonts, not the first of matplotlib's own list.
    svg = re.sub(r"font: ([\d.]+px)[^;\"]*", r"font-size: \1", svg)
    return Markup(svg)  # noqa: S704 - matplotlib escapes the texts it draws


def _risk(axes: Axes, confidence: metrics.Numbers, wrong: metrics.Numbers) -> None:
    coverage, risk = metrics.risk_coverage(confidence, wrong)
    axes.fill_between(coverage, risk, step="pre", color=_COLOURS["faint"], alpha=0.25, linewidth=0)
    axes.step(coverage, risk, where="pre", color=_COLOURS["first"], linewidth=2)
    overall = float(wrong.mean())
    axes.axhline(overall, color=_COLOURS["quiet"], linewidth=1, linestyle="--")
    axes.annotate("confidence that knows nothing", (0.01, overall), xytext=(0, 4), textcoords="offset points",
                  color=_COLOURS["quiet"], fontsize=9)  # fmt: skip
    axes.set(xlabel="share of questions answered", ylabel="share of those wrong", xlim=(0, 1), ylim=(0, 1))


def _pairs(axes: Axes, pairs: Mapping[str, Mapping[str, Total]]) -> None:
    names = list(pairs)[::-1]
    at = np.arange(len(names))
    axes.barh(
        at + 0.18, [pairs[one]["recall@5"].value for one in names], 0.34, color=_COLOURS["first"], label="in first five"
    )
    axes.barh(
        at - 0.18,
        [pairs[one]["success@1"].value for one in names],
        0.34,
        color=_COLOURS["faint"],
        label="right article first",
    )
    axes.set_yticks(at, [f"{one} ({pairs[one]['recall@5'].n})" for one in names])
    axes.set(xlim=(0, 1), ylim=(-0.6, len(names) - 0.4), xlabel="share of articles, of questions")
    axes.tick_params(axis="y", length=0)
    axes.figure.legend(loc="outside upper left", ncols=2, fontsize=9)


def _confidence(axes: Axes, verdicts: Sequence[Verdict]) -> None:
    values = {
        answerable: [one.given.answer.confidence for one in verdicts if one.given.question.answerable is answerable]
        for answerable in (True, False)
    }
    axes.hist(
        [values[True], values[False]],
        bins=list(np.linspace(0, 1, 21)),
        label=[f"answerable ({len(values[True])})", f"unanswerable ({len(values[False])})"],
        color=[_COLOURS["first"], _COLOURS["second"]],
    )
    axes.set(xlabel="confidence", ylabel="questions", xlim=(0, 1))
    axes.figure.legend(loc="outside upper left", ncols=2, fontsize=9)


def _times(axes: Axes, milliseconds: Sequence[float]) -> None:
    axes.hist(milliseconds, bins=min(40, max(5, len(milliseconds) // 4)), color=_COLOURS["first"])
    for name, value in metrics.percentiles(milliseconds).items():
        axes.axvline(value, color=_COLOURS["second"], linewidth=1, linestyle="--")
        axes.annotate(f"{name} {value:.0f}", (value, 1), xycoords=("data", "axes fraction"), xytext=(3, -2),
                      textcoords="offset points", color=_COLOURS["second"], fontsize=9, va="top", rotation=90)  # fmt: skip
    axes.set(xlabel="milliseconds", ylabel="questions")
    axes.set_xlim(left=0)
