"""Two nbconvert exporters, lab1-html and lab1-pdf, that need no LaTeX, browser or network."""

from lab1.report.export.exporters import Lab1HTMLExporter, Lab1PDFExporter

__all__ = ["Lab1HTMLExporter", "Lab1PDFExporter"]
