"""A document as PDF: one page of plain text, enough to see that it is the right one."""

from __future__ import annotations

from typing import Any

PDF = "application/pdf"
A4 = "[0 0 595 842]"
FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def print_document(document: dict[str, Any]) -> bytes:
    """Return a small PDF with number, contact, lines and total of an invoice or a credit note."""
    number = document.get("InvoiceNumber") or document.get("CreditNoteNumber") or ""
    lines = [f"{line['Description']}  {line.get('LineAmount', '')}" for line in document["LineItems"]]
    total = f"Total {document['CurrencyCode']} {document['Total']}"
    return _page([number, document["Contact"]["Name"], *lines, total])


def _page(texts: list[str]) -> bytes:
    shown = "".join(f"({_escaped(text)}) Tj T*\n" for text in texts)
    stream = f"BT /F1 12 Tf 50 780 Td 16 TL\n{shown}ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox {A4} /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        FONT,
    ]
    out, offsets = "%PDF-1.4\n", []
    for index, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{index} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size, start = len(objects) + 1, len(out)
    out += f"xref\n0 {size}\n0000000000 65535 f \n{table}"
    out += f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return out.encode("latin-1")


def _escaped(text: str) -> str:
    plain = text.encode("latin-1", "replace").decode("latin-1").replace("\n", " ")
    return plain.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
