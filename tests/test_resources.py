"""What outhost ships beside its code."""

import hashlib
import sys
from pathlib import Path

import pytest

from outhost.domain.render_spec import parse_render_spec
from outhost.resources import name_assets_by_hash, shipped, shipped_templates


def test_every_shipped_template_can_be_drawn() -> None:
    """Each built-in template has a name, a sentence, a valid spec, and each of its pictures beside it."""
    templates = shipped_templates()
    assert len({template.slug for template in templates}) == len(templates)
    for template in templates:
        spec = parse_render_spec(template.document)
        assert set(spec.asset_ids()) == set(template.files)
        assert template.name
        assert template.description


def test_a_picture_beside_a_spec_is_named_by_its_hash(tmp_path: Path) -> None:
    """I write file names into my spec; what is stored names their content, in every layer."""
    (tmp_path / "logo.png").write_bytes(b"logo")
    asset_id = hashlib.sha256(b"logo").hexdigest()
    document = {"background": {"asset": "logo.png"}, "layers": [{"asset": "logo.png"}, {"text": "logo.png"}]}
    named, files = name_assets_by_hash(document, tmp_path)
    assert named == {"background": {"asset": asset_id}, "layers": [{"asset": asset_id}, {"text": "logo.png"}]}
    assert files == {asset_id: tmp_path / "logo.png"}
    assert document["background"] == {"asset": "logo.png"}


@pytest.mark.parametrize(
    "name", ["../secret.png", "/etc/passwd", "below/logo.png", ".", "..", "", "missing.png", "\0", 5, None, ["logo.png"]]
)
def test_a_name_that_leads_out_of_the_folder_is_never_followed(tmp_path: Path, name: object) -> None:
    """A spec from a stranger reads no file but those beside it."""
    folder = tmp_path / "spec"
    (folder / "below").mkdir(parents=True)
    for path in (tmp_path / "secret.png", folder / "below" / "logo.png"):
        path.write_bytes(b"secret")
    named, files = name_assets_by_hash({"asset": name}, folder)
    assert named == {"asset": name}
    assert files == {}


def test_the_frozen_program_finds_its_assets_beside_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In the one-file program, everything shown lies where it was unpacked."""
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert shipped("docs", "page.md") == tmp_path / "assets" / "docs" / "page.md"
