"""What course book says where a package of the extra 'book' is missing."""

import pytest

from utils.classroom import book
from utils.classroom.course import main


@pytest.mark.parametrize(
    ("setting", "value"), [("extensions", ["no_extension"]), ("html_theme", "no_theme")]
)
def test_a_missing_package_is_told_with_the_line_for_pip(
    setting, value, tmp_path, monkeypatch, capsys
):
    monkeypatch.setitem(book.SETTINGS, setting, value)
    assert main(["book", str(tmp_path / "pages")]) == 1
    assert 'pip install -e ".[book]"' in capsys.readouterr().err
    assert not (tmp_path / "pages").exists()
