"""The command, and the two-parameter model behind its adapter."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from exams.adapters.irt import CannotFit, fit_2pl
from exams.item_analysis import from_table
from tests.exams.psychometrics import lsat6, simulated

A = [0.8253715, 0.7229499, 0.8904748, 0.6885502, 0.6574516]
B = [-3.3597341, -1.3696497, -0.2798983, -1.8659189, -3.1235725]


def as_csv(rows: list[list[int]], path: Path) -> Path:
    names = [f"第{number}题" for number in range(1, len(rows[0]) + 1)]
    path.write_text("\n".join([",".join(names), *(",".join(map(str, row)) for row in rows)]))
    return path


def test_the_command_needs_no_database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without the mark for it, a test that touches the database fails."""
    file = as_csv(lsat6(), tmp_path / "lsat6.csv")
    call_command("analyse_items", csv=file, json=True)
    facts = json.loads(capsys.readouterr().out)
    assert [item["facility"] for item in facts["items"]] == [0.924, 0.709, 0.553, 0.763, 0.870]
    assert [round(item["item_rest"], 4) for item in facts["items"]] == [0.1128, 0.1532, 0.1728, 0.1444, 0.1216]
    assert [item["a"] for item in facts["items"]] == pytest.approx(A, abs=0.002)
    assert facts["paper"]["alpha"] == pytest.approx(0.2949971922)
    assert facts["irt"]["log_likelihood"] == pytest.approx(-2466.653385, abs=1e-4)
    call_command("analyse_items", csv=file)
    table = capsys.readouterr().out
    assert "第3题" in table
    assert "0.1728" not in table.split("第2题")[0]
    assert "alpha 0.2950" in table


def test_the_command_says_what_is_wrong_with_the_file(tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("a,b\n1,0\n1,x\n")
    with pytest.raises(CommandError, match="line 3: “x” under b"):
        call_command("analyse_items", csv=bad)
    with pytest.raises(CommandError, match="No such file"):
        call_command("analyse_items", csv=tmp_path / "none.csv")


def test_few_people_get_the_classical_figures_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("analyse_items", csv=as_csv(simulated(40, 4), tmp_path / "few.csv"))
    assert "2PL: too few" in capsys.readouterr().out


def test_curves_with_gaps_are_those_of_the_whole() -> None:
    whole = np.array(simulated(3000, 12), dtype=float)
    full = fit_2pl(from_table(whole))
    whole[np.random.default_rng(2).random(whole.shape) < 0.3] = np.nan
    gaps = fit_2pl(from_table(whole))
    for one, other in zip(full.curves, gaps.curves, strict=True):
        assert one
        assert other
        assert other.a == pytest.approx(one.a, abs=0.3)
        assert other.b == pytest.approx(one.b, abs=0.3)
        assert (other.a_se or 0) > (one.a_se or 9)


def test_questions_that_all_had_right_get_no_curve() -> None:
    rows = [[1, *row, 0] for row in lsat6()]
    fit = fit_2pl(from_table(rows))
    assert (fit.curves[0], fit.curves[6]) == (None, None)
    assert [curve.a for curve in fit.curves[1:6] if curve] == pytest.approx(A, abs=0.002)
    assert [curve.b for curve in fit.curves[1:6] if curve] == pytest.approx(B, abs=0.01)


@pytest.mark.parametrize("rows", [simulated(50, 10), [[1, 1, 1]] * 300, [[1, 0]] * 150 + [[0, 1]] * 150], ids=["few", "alike", "two"])
def test_what_cannot_be_fitted_says_so(rows: Any) -> None:
    with pytest.raises(CannotFit):
        fit_2pl(from_table(rows))
