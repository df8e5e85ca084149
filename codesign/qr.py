"""An address as a square that a phone reads: for the screen, the wall and the sheet."""

import io

import segno

QUIET_ZONE = 4  # modules: narrower, and phones no longer find the square on a busy sheet
PIXELS_A_MODULE = 8


def qr_for_page(address: str) -> str:
    """Draw an address for a page that is printed: the picture itself, as the address of an image."""
    code = segno.make_qr(address, error="m")
    return code.svg_data_uri(scale=4, border=QUIET_ZONE, light="#ffffff", svgclass=None, lineclass=None)


def qr_svg(address: str) -> bytes:
    """Draw an address as SVG, black on white in every colour scheme; a quarter of it may be stained and still reads."""
    picture = io.BytesIO()
    code = segno.make_qr(address, error="q")
    code.save(picture, kind="svg", scale=PIXELS_A_MODULE, border=QUIET_ZONE, light="#ffffff", svgclass="", lineclass="")
    return picture.getvalue()
