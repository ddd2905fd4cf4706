"""The document to hand in: what the notebooks mark for it, from their own results, and no more."""

import io
from pathlib import Path

import nbformat
import pypdf
import pytest
from bs4 import BeautifulSoup
from conftest import REPORT_TOML, SVG, figure_outputs, table_output
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from lab1.publish.build import write_documents
from lab1.publish.export import export_all
from lab1.publish.exporters import Lab1HTMLExporter, Lab1PDFExporter
from lab1.publish.notebook import read
from lab1.publish.submission import is_marked, submission
from lab1.report.mime import PANEL

INVITATION = "*Escriba aquí.*"


def tagged(cell, *tags, **metadata):
    cell.metadata |= {"tags": list(tags), **metadata}
    return cell


def answer_outputs(text):
    """Return what the cell at the top of a notebook stores: the answer and a small figure."""
    return [
        new_output("display_data", {"text/markdown": f"**{text}**"}),
        new_output(
            "display_data", {"image/svg+xml": SVG}, metadata={"lab1": {"alt": f"Figura de {text}"}}
        ),
    ]


def marked(question, answer, mine=""):
    """Return a notebook as the lab's are marked."""
    return new_notebook(
        cells=[
            tagged(new_markdown_cell(f"# {question}\n\nLo que se pregunta."), "submission"),
            tagged(new_code_cell("top", outputs=answer_outputs(answer)), "submission-front"),
            tagged(new_code_cell("n = 10_000  # veces\nrate = 0.3  # tasa"), "parameters"),
            new_markdown_cell("## Solo en el cuaderno"),
            tagged(new_code_cell("draw()", outputs=figure_outputs()), "submission"),
            new_code_cell("verdicts()", outputs=[table_output()]),
            tagged(
                new_markdown_cell(f"### Mis conclusiones\n\n{INVITATION}{mine}"),
                "submission",
                placeholder=INVITATION,
            ),
            new_markdown_cell("## Ejercicios"),
            tagged(new_markdown_cell("## Referencias\n\n- Ana. *Uno*.\n- Eva."), "submission-end"),
        ]
    )


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "report.toml").write_text(REPORT_TOML + 'date = "12 de marzo de 2026"', "utf-8")
    return tmp_path


@pytest.fixture
def notebooks():
    return {
        "01_a.ipynb": marked("¿Qué pasa?", "Pasa esto.", " Yo creo que sí."),
        "02_b.ipynb": marked("¿Y después?", "Nada más."),
    }


def export(exporter, notebooks, folder):
    resources = {"metadata": {"name": "entrega", "path": str(folder)}}
    return exporter().from_notebook_node(submission(notebooks), resources=resources)[0]


def test_it_opens_with_each_question_answered_beside_its_figure(notebooks, folder):
    page = BeautifulSoup(export(Lab1HTMLExporter, notebooks, folder), "html.parser")
    first, second = page.select("main > .beside")
    assert first.get_text(" ", strip=True) == "¿Qué pasa? Pasa esto."
    assert first.figure.img["alt"] == "Figura de Pasa esto."
    assert second.get_text(" ", strip=True) == "¿Y después? Nada más."
    assert "De las 4 frases que se examinan" in second.find_next_sibling("div").get_text()


def test_it_holds_what_is_marked_and_no_code_nor_what_is_not(notebooks, folder):
    page = BeautifulSoup(export(Lab1HTMLExporter, notebooks, folder), "html.parser")
    titles = [h.get_text() for h in page.main(["h2", "h3", "h4"])]
    assert titles == [
        "¿Qué pasa?", "Mis conclusiones", "¿Y después?", "Resumen", "Referencias",
        "Cómo reproducirlo",
    ]  # fmt: skip
    assert not page.main("pre")
    for text in ("draw()", "Ejercicios", "Solo en el cuaderno", "Escriba aquí"):
        assert text not in page.main.get_text()
    assert len(page.select("main figure figcaption")) == 2


def test_both_formats_of_it_have_the_figures(notebooks, folder):
    files, _ = export_all({"entrega": submission(notebooks)}, ["html", "pdf"], folder, code=None)
    page = BeautifulSoup(files["entrega.html"], "html.parser")
    assert len(page.select("main > .beside > figure > img")) == 2
    assert files["entrega.pdf"] == export(Lab1PDFExporter, notebooks, folder)


def test_own_conclusions_are_printed_once_something_was_written(notebooks, folder):
    text = BeautifulSoup(export(Lab1HTMLExporter, notebooks, folder), "html.parser").get_text()
    assert "Yo creo que sí." in text
    assert text.count("Mis conclusiones") == 2  # its heading, and in the contents


def test_an_invitation_to_write_is_left_out_of_a_notebooks_own_document_too(folder):
    resources = {"metadata": {"name": "01_a", "path": str(folder)}}
    html, _ = Lab1HTMLExporter().from_notebook_node(marked("A", "B"), resources=resources)
    assert "Escriba aquí" not in html
    assert "Mis conclusiones" not in html


def test_the_page_lets_its_reader_train_a_network_once_and_the_paper_says_no_word_of_it(
    notebooks, folder
):
    for notebook in notebooks.values():
        outputs = figure_outputs()
        outputs[0].data[PANEL] = {}
        notebook.cells.append(tagged(new_code_cell("panel()", outputs=outputs), "submission-live"))
    files, _ = export_all({"entrega": submission(notebooks)}, ["html", "pdf"], folder, code=None)
    page = BeautifulSoup(files["entrega.html"], "html.parser")
    (panel,) = page.select("main figure[data-panel]")
    assert panel.img["src"]  # what stays where no script may run
    assert panel.find_previous("h2").get_text() == "Compruébelo usted"
    assert "Compruébelo usted" in page.nav.get_text()
    pages = pypdf.PdfReader(io.BytesIO(files["entrega.pdf"])).pages
    assert "Compruébelo" not in " ".join(page.extract_text() for page in pages)


def test_references_of_all_notebooks_stand_once_each(notebooks, folder):
    page = BeautifulSoup(export(Lab1HTMLExporter, notebooks, folder), "html.parser")
    heading = page.find(["h2", "h3"], string="Referencias")
    assert [li.get_text() for li in heading.find_next("ul")("li")] == ["Ana. Uno.", "Eva."]


def test_parameters_are_told_once_as_they_were_given_with_the_questions_they_belong_to(
    notebooks, folder
):
    given = new_code_cell("rate = 0.5")
    given.metadata["tags"] = ["injected-parameters"]
    notebooks["02_b.ipynb"].cells.insert(3, given)
    page = BeautifulSoup(export(Lab1HTMLExporter, notebooks, folder), "html.parser")
    (*_, spread) = page.select("main > .spread")
    assert [li.get_text() for li in spread("li")] == [
        "veces (n): 10 000", "tasa (rate): 0.3; pregunta 1", "tasa (rate): 0.5; pregunta 2",
    ]  # fmt: skip
    assert "numpy" in spread.find_previous("p").get_text()


def test_names_and_date_stand_on_every_page_and_the_same_bytes_come_twice(notebooks, folder):
    content = export(Lab1PDFExporter, notebooks, folder)
    assert content == export(Lab1PDFExporter, notebooks, folder)
    pdf = pypdf.PdfReader(io.BytesIO(content))
    for page in pdf.pages:
        assert "Ana Núñez, Íñigo Peña · 12 de marzo de 2026" in page.extract_text()
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.trailer["/Root"]["/StructTreeRoot"]
    assert "Pasa esto." in pdf.pages[0].extract_text()
    assert "Nada más." in pdf.pages[0].extract_text()


def test_everything_in_one_document_is_written_when_it_is_asked_for(project, tmp_path):
    written = write_documents(project, tmp_path / "build", formats=["html"], full=True)
    assert {path.stem for path in written} >= {"laboratorio-1", "laboratorio-1-completo"}
    assert not is_marked({"a": nbformat.read(project / "01_first.ipynb", as_version=4)})
    whole, all_of_it = (path.read_text("utf-8") for path in written[-2:])
    assert whole == all_of_it  # nothing is marked to be handed in


@pytest.fixture(scope="module")
def handed_in():
    """Return what is handed in of the committed notebooks, as a PDF."""
    folder = Path(__file__).parent.parent / "notebooks"
    paths = sorted(folder.glob("*.ipynb"))
    return pypdf.PdfReader(
        io.BytesIO(export(Lab1PDFExporter, {path.name: read(path) for path in paths}, folder))
    )


def test_the_labs_own_has_six_to_eight_pages_and_all_three_answers_on_the_first(handed_in):
    assert 6 <= len(handed_in.pages) <= 8
    first = " ".join(handed_in.pages[0].extract_text().split())
    for question in ("Inicialización: ", "Tasa de aprendizaje: ", "Función de pérdida: "):
        assert question in first
    for answer in (
        "desde cero ningún peso ni sesgo se mueve",
        "tarda 50 veces lo que",
        "2.8 veces",
    ):
        assert answer in first


def test_the_labs_own_has_no_code_no_exercise_and_no_word_about_cells(handed_in):
    text = " ".join(page.extract_text() for page in handed_in.pages)
    for word in ("Run All", "celda", "Ejercicio", "Ahora tú", "Prediga", "import ", "Escriba aquí"):
        assert word not in text
    for heading in ("Conclusión", "Límites", "Referencias", "Cómo reproducirlo"):
        assert heading in text
