"""The parts of a workbook around its rows."""

from typing import Final

_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE_FORMATS: Final = "http://schemas.openxmlformats.org"
_SPREADSHEET: Final = f"{_OFFICE_FORMATS}/spreadsheetml/2006/main"
_OFFICE: Final = f"{_OFFICE_FORMATS}/officeDocument/2006/relationships"
_PACKAGE: Final = f"{_OFFICE_FORMATS}/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument"

STYLES: Final = (
    f'{_XML}<styleSheet xmlns="{_SPREADSHEET}">'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
PLAIN: Final = 0
BOLD: Final = 1
"""The two styles of a cell."""

PROGRAM: Final = (
    f'{_XML}<Properties xmlns="{_OFFICE_FORMATS}/officeDocument/2006/extended-properties"><Application>outhost</Application></Properties>'
)
"""Says who wrote the workbook. Programs that guess what a file is want a fourth part not far from its beginning."""

SHEET_HEAD: Final = (
    f'{_XML}<worksheet xmlns="{_SPREADSHEET}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/></sheetView></sheetViews>'
    "<sheetData>"
)
"""The first row stays where it is while the others are scrolled."""
SHEET_TAIL: Final = "</sheetData></worksheet>"


def sheet_path(number: int) -> str:
    """Name the part of a sheet, which are numbered from 1."""
    return f"xl/worksheets/sheet{number}.xml"


def root_links() -> str:
    """Say which part is the workbook, and which tells of its maker."""
    return _links([("officeDocument", "xl/workbook.xml"), ("extended-properties", "docProps/app.xml")])


def sheet_links(count: int) -> str:
    """Say which parts are the sheets and the styles."""
    sheets = [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, count + 1)]
    return _links([*sheets, ("styles", "styles.xml")])


def workbook(count: int) -> str:
    """Name the sheets."""
    names = ["outhost", *(f"outhost {number}" for number in range(2, count + 1))]
    sheets = "".join(f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>' for number, name in enumerate(names, 1))
    spaces = f'xmlns="{_SPREADSHEET}" xmlns:r="{_OFFICE}"'
    return f"{_XML}<workbook {spaces}><bookViews><workbookView/></bookViews><sheets>{sheets}</sheets></workbook>"


def content_types(count: int) -> str:
    """Say what kind of part each is."""
    kinds = {
        "docProps/app.xml": "extended-properties",
        "xl/workbook.xml": "spreadsheetml.sheet.main",
        "xl/styles.xml": "spreadsheetml.styles",
        **{sheet_path(number): "spreadsheetml.worksheet" for number in range(1, count + 1)},
    }
    parts = "".join(f'<Override PartName="/{path}" ContentType="{_TYPE}.{kind}+xml"/>' for path, kind in kinds.items())
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{parts}</Types>'
    )


def _links(targets: list[tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>' for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'
