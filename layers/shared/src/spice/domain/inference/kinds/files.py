"""Files and pictures by name."""

import re

from spice.domain.inference.column import Column
from spice.domain.inference.kinds.kind import Kind
from spice.domain.inference.kinds.web import is_url

_PICTURES = "png jpg jpeg gif webp bmp svg tif tiff heic ico avif"
_OTHERS = (
    "pdf doc docx xls xlsx xlsm ppt pptx hwp hwpx txt csv tsv json xml zip tar gz 7z rar mp3 mp4 avi mov mkv wav"
    " ogg webm"
    " html htm md rtf odt ods odp parquet py js css java exe bin iso dmg apk log sql yml yaml epub psd ai flac m4a"
    " numbers"
    " pages key jar war ts tsx jsx c cpp h go rs sh bat"
)
_PICTURE = re.compile(rf"[^?#]+\.(?:{'|'.join(_PICTURES.split())})(?:[?#].*)?", re.IGNORECASE)
_FILE = re.compile(rf"[^?#\n]{{1,240}}\.(?:{'|'.join((_PICTURES + ' ' + _OTHERS).split())})", re.IGNORECASE)
_DATA = re.compile(r"data:image/[a-z+.-]+;base64,", re.IGNORECASE)


def is_picture(text: str) -> bool:
    """Tell whether a text is the name or the address of a picture."""
    return len(text) > 4 and (_PICTURE.fullmatch(text) or _DATA.match(text)) is not None


def is_file(text: str) -> bool:
    """Tell whether a text is the name of a file, or a path to one."""
    return len(text) > 3 and "://" not in text and _FILE.fullmatch(text) is not None


def _stored_picture(column: Column) -> str:
    return "URL" if column.share(is_url) > 0.5 else "xsd:string"


def _judged_file(column: Column) -> float:
    return 0.0 if column.header.naming("FILE") else -1.0


IMAGE = Kind(
    name="IMAGE",
    needs=frozenset(".:"),
    words="a picture",
    fits=is_picture,
    stored=_stored_picture,
    strength=7.2,
    named=1.5,
    least=0.75,
)
FILE = Kind(
    name="FILE",
    needs=frozenset("."),
    words="a file's name",
    fits=is_file,
    stored="xsd:string",
    strength=6.5,
    judge=_judged_file,
    least=0.75,
)
KINDS = (IMAGE, FILE)
