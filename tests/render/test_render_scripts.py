"""Text in the scripts of the world: shaped, found in some font, and drawn as it was when somebody looked at it."""

import hashlib
import io
import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageStat, features

from outhost.domain.render_spec import FontName, parse_render_spec
from outhost.render.fonts import EMOJI, SANS, Fonts
from outhost.render.layout import lay_out
from outhost.render.picture import Easel
from outhost.render.shapes import letter_mask
from outhost.render.typefaces import Face, Typeface

GOLDEN = Path(__file__).parent / "golden" / "scripts"
FONTS = Fonts()

SHEETS = {
    "latin": ["Zoë Müller-Łódź, Ñandú", "Đặng Thị Ánh Nguyệt", "fi ffl AVATAR To. “Quoted”", "e\u0301 n\u0303 a\u030a o\u0308\u0304"],
    "greek": ["Ἀριστοτέλης", "Ὅμηρος ᾳ ῷ", "ΕΛΛΑΔΑ ελλάς"],
    "cyrillic": ["Дмитрий Щукин", "Її Єва Ґалаґан", "Ѓорѓи Љубљана"],
    "arabic": ["محمد بن عبد الله", "السَّلَامُ عَلَيْكُمْ", "لا إله 123 ٤٥٦"],
    "hebrew": ["שלום עולם", "שָׁלוֹם עֲלֵיכֶם", "אבג (דהו) 12"],
    "devanagari": ["क्षत्रिय हिन्दी", "श्रीमती कृष्णा", "स्थिति र्का"],
    "bengali": ["বাংলাদেশ", "শ্রী ক্ষমা"],
    "tamil": ["தமிழ்நாடு", "ஸ்ரீ கௌதம்"],
    "thai": ["สวัสดีชาวโลก", "น้ำ กำลัง ที่นี่"],
    "armenian": ["Հայաստան Արամ"],
    "georgian": ["საქართველო ნინო"],
    "ethiopic": ["ኢትዮጵያ ሰላም"],
    "cjk": ["日本語テキスト", "中文 简体 繁體", "한국어 이름"],
    "emoji": ["👩🏽\u200d💻 🎉 ok", "🇫🇷 🇯🇵 1\ufe0f\u20e3", "❤\ufe0f 👨\u200d👩\u200d👧"],
    "mixed": ["Hello שלום World", "مرحبا Acme 42 بكم!", "Dear יעל (CEO), 12%", "(שלום) [Hi]"],
}
HOSTILE = [
    "Z" + "".join(chr(0x300 + number % 112) for number in range(500)), "\u202eevil\u202c", "\u2066a\u2067b\u2068c",
    "a\u200db\u200cc", "\u200d" * 50, "\ufe0f" * 50, "👩" + "\u200d👩" * 40, "🇫" * 7, "🏽" * 9, "#\ufe0f\u20e3" * 9,
    "\U000e0067\U000e0062\U000e007f", "🏴\U000e0067\U000e0062\U000e0065\U000e007f", "\ufdfd" * 4, "ﷺ" * 9, "각" * 40,
    "\u1100" * 30, "\u1160\u11a8" * 9, "x" * 2000, "W " * 900, " " * 400, "\u00a0" * 300, "\u3000" * 30, "\t\ta\tb",
    "a\nb\n\n\nc", "\n" * 40, "\ue000\uf8ff\U000f0000\U0010fffd", "\ufffe\uffff\U0001fffe", "\u0378\U000e01ef",
    "\U0001f9ff" * 60, "ꙮ" * 9, "𒐫" * 9, "꧅" * 5, "𓀀𓂀", "\u2028\u2029", "\u061c\u200e\u200f", "שׁ" * 200, "ש" + "\u05b0" * 200,
    "م" * 500, "م\u200dم\u200cم", "हि" * 300, "क" + "\u094d" * 50, "\u093f" * 20, "ก" + "\u0e4d" * 30, "()" * 100, "(" * 200,
    "[שa(ב]c)" * 20, "1/2/3-4" * 30, "\u2044".join("12345"), "ﬁﬂﬀ" * 20, "İıſK", "ß" * 30, "ŉǰΐ", "\u0345\u0399",
    "A\u030a\u0327\u0301", "<b>&amp;</b>", "{{name}}", "%s%n\\x00", "\u180e\u2061\u2064", "\ufeffBOM", "\u115f\u3164", "⠿" * 30,
    "🀄🂡", "①②③", "㎏㏒", "ℵℶ", "\u20dd\u20e3", "𝔘𝔫𝔦", "\u1f1e6", "e" + "\u0301" * 30, "\u0e33" * 9, "\u0eb3\u0f71", "ᠮᠣᠩ",
    "བོད་ཡིག", "မြန်မာ", "ភាសាខ្មែរ",
]  # fmt: skip
HOSTILE += [chr(start + step) * 3 for start in range(0x0, 0x20000, 0x400) for step in (0x7F,) if not 0xD800 <= start + step < 0xE000]


@pytest.mark.parametrize("script", SHEETS)
def test_a_script_looks_as_it_did(easel: Easel, script: str) -> None:
    """Each script's sheet is as somebody saw it and found it good; OUTHOST_GOLDEN=write draws them anew, to be looked at."""
    lines = SHEETS[script]
    layers = [
        {"type": "text", "text": line, "box": [8, 8 + 56 * place, 384, 52], "size": 38, "min_size": 12, "font": font}
        for place, (line, font) in enumerate(zip(lines, ["sans", "serif", "anton", "hand"], strict=False))
    ]
    spec = parse_render_spec({"version": 1, "width": 400, "height": 16 + 56 * len(lines), "layers": layers})
    drawn = easel.draw(spec, {}, {})
    file = GOLDEN / f"{script}.png"
    if os.environ.get("OUTHOST_GOLDEN") == "write":
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(drawn.data)
    assert drawn.warnings == ()
    with Image.open(file) as golden, Image.open(io.BytesIO(drawn.data)) as seen:
        difference = ImageStat.Stat(ImageChops.difference(golden.convert("L"), seen.convert("L")))
    assert difference.mean[0] < 0.5


@pytest.mark.parametrize("script", [script for script in SHEETS if script != "emoji"])
def test_every_sheet_is_readable_text_not_boxes(script: str) -> None:
    """No letter of a sheet is missing from the fonts, in any of the four faces."""
    for name in FontName:
        for line in SHEETS[script]:
            for word in line.split():
                assert not FONTS.word(name, word).is_missing


@pytest.mark.skipif(not features.check("raqm"), reason="this machine has no FriBidi for Pillow's Raqm to compare with")
@pytest.mark.parametrize(
    ("file", "word"),
    [
        ("NotoSansArabic[wght].ttf", "محمد"), ("NotoSansArabic[wght].ttf", "السلام"), ("NotoSansHebrew[wght].ttf", "שָׁלוֹם"),
        ("NotoSansDevanagari[wght].ttf", "क्षत्रिय"), ("NotoSansDevanagari[wght].ttf", "स्थिति"), ("NotoSansBengali[wght].ttf", "শ্রী"),
        ("NotoSansTamil[wght].ttf", "ஸ்ரீ"), ("NotoSansThai[wght].ttf", "น้ำ"), ("NotoSans[wght].ttf", "AVATAR"),
        ("NotoSans[wght].ttf", "a\u0301b\u0308"),
    ],
)  # fmt: skip
def test_a_word_is_shaped_as_raqm_shapes_it(file: str, word: str) -> None:
    """Pillow's own shaping, where a machine has it, sets the same glyphs in the same places, to a pixel of rounding each."""
    face = Face(package="manimgx_fonts", file=file)
    run = Typeface(face).shape(word, is_rtl=unicodedata.bidirectional(word[0]) in {"R", "AL"})
    font = ImageFont.truetype(face.path, 100, layout_engine=ImageFont.Layout.RAQM)
    assert run.advance * 100 == pytest.approx(font.getlength(word), abs=1.0 + 0.5 * len(word))
    mask = Image.new("L", (900, 300))
    ImageDraw.Draw(mask).text((100, 200), word, fill=255, font=font, anchor="ls")
    theirs = mask.getbbox()
    assert theirs
    left = min(glyph.left for glyph in run.glyphs if glyph.right > glyph.left) * 100 + 100
    right = max(glyph.right for glyph in run.glyphs) * 100 + 100
    top, bottom = min(glyph.top for glyph in run.glyphs) * 100 + 200, max(glyph.bottom for glyph in run.glyphs) * 100 + 200
    assert (left, top, right, bottom) == pytest.approx(theirs, abs=3)


def test_letters_are_kerned_joined_and_ligated() -> None:
    """What shaping is for: fewer glyphs than letters, or other ones, or nearer together."""
    sans = FONTS.word(FontName.SANS, "AVAVAV").advance
    assert sans < sum(FONTS.word(FontName.SANS, letter).advance for letter in "AVAVAV")
    joined = Typeface(Face(package="manimgx_fonts", file="NotoSansArabic[wght].ttf")).shape("ععع", is_rtl=True)
    assert len({glyph.number for glyph in joined.glyphs}) == 3
    family = Typeface(EMOJI).shape("👨\u200d👩\u200d👧", is_rtl=False)
    assert len(family.glyphs) == 1


def test_a_word_keeps_to_one_face_where_one_has_it_all() -> None:
    """A name with one Greek letter in it does not look like a ransom note; emoji do not count."""
    assert {part.typeface for part in FONTS.parts(FontName.ANTON, "Ωmega", (0,) * 5)} != {FONTS._typeface(SANS)}
    assert len({part.typeface for part in FONTS.parts(FontName.ANTON, "Ωmega", (0,) * 5)}) == 1
    assert [len(part.run.glyphs) for part in FONTS.parts(FontName.SANS, "Ada🎉", (0,) * 4)] == [3, 1]


def test_the_owners_fonts_come_first_and_a_broken_one_does_no_harm(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A font in the folder is asked before those that outhost falls back on; what is no font is named in the log and left out."""
    (tmp_path / "broken.ttf").write_bytes(b"no font at all")
    (tmp_path / "notes.txt").write_text("not looked at")
    (tmp_path / "mine.ttf").write_bytes(EMOJI.path.read_bytes())
    own = Fonts(tmp_path)
    (part,) = own.parts(FontName.SANS, "🎉", (0,))
    assert part.typeface is own._typeface(Face(file=str(tmp_path / "mine.ttf")))
    assert not own.word(FontName.SANS, "Ada").is_missing
    assert [record.file for record in caplog.records] == [str(tmp_path / "broken.ttf")]  # type: ignore[attr-defined]  # it is in the record's extra


def test_without_the_extra_cjk_is_boxes_and_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    """What can't be written is seen, and told."""
    monkeypatch.setattr("outhost.render.fonts.find_spec", lambda _name: None)
    spec = parse_render_spec(
        {"version": 1, "width": 200, "height": 60, "layers": [{"type": "text", "text": "日本", "box": [0, 0, 200, 60]}]}
    )
    drawn = Easel().draw(spec, {}, {})
    assert drawn.warnings == ("missing_glyph:layers.0",)
    with Image.open(io.BytesIO(drawn.data)) as seen:
        assert seen.convert("L").getextrema()[0] < 100


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: "-".join(f"{ord(letter):x}" for letter in text[:3]))
def test_whatever_a_name_holds_it_is_drawn_within_its_box(text: str) -> None:
    """No text breaks the drawing, and none leaves its box."""
    layer = parse_render_spec({
        "version": 1, "width": 300, "height": 100,
        "layers": [{"type": "text", "text": "x", "box": [0, 0, 300, 100], "size": 40, "min_size": 6}],
    }).layers[0]  # fmt: skip
    fresh = Fonts()
    inked, again = (letter_mask(lay_out(layer, text, "layers.0", fonts).runs, fonts.sprites, (0, 0, 300, 100)) for fonts in (FONTS, fresh))
    assert (inked is None) == (again is None)
    if inked and again:
        assert inked.mask.tobytes() == again.mask.tobytes()
        assert inked.box[2] <= 300
        assert inked.box[3] <= 100


DRAW_ALL = """
import hashlib, json, sys
from outhost.domain.render_spec import parse_render_spec
from outhost.render.picture import Easel
easel, total = Easel(), hashlib.sha256()
for text in json.load(sys.stdin):
    stroke = {"color": "#ff0000", "width": 2}
    layers = [{"type": "text", "text": "{{name}}", "box": [0, 0, 300, 100], "size": 40, "min_size": 6, "stroke": stroke}]
    spec = parse_render_spec({"version": 1, "width": 300, "height": 100, "variables": [{"name": "name"}], "layers": layers})
    total.update(easel.draw(spec, {"name": text}, {}).data)
print(total.hexdigest())
"""


def test_two_processes_draw_the_same_bytes() -> None:
    """Every script, every hostile text: whichever process draws them, in whichever order it met words before."""
    texts = [line for lines in SHEETS.values() for line in lines] + HOSTILE
    drawn = []
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", DRAW_ALL],
            input=json.dumps(texts),
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
            env=environment,
        )
        drawn.append(done.stdout)
    assert drawn[0] == drawn[1]
    assert len(drawn[0].strip()) == len(hashlib.sha256().hexdigest())
