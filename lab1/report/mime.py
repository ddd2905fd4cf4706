"""MIME types of what an output holds besides its picture or its text."""

STEPS = "application/vnd.lab1.steps+json"  # what a figure that can be stepped through needs
PANEL = "application/vnd.lab1.panel+json"  # what a figure needs that trains in the page
VERDICTS = "application/vnd.lab1.verdicts+json"  # what was found of each sentence
SUMMARY = "application/vnd.lab1.summary+json"  # a table for the front of the combined document
WIDGET = "application/vnd.jupyter.widget-view+json"
