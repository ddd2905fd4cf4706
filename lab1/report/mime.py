"""MIME types of what an output holds besides its picture or its text."""

STEPS = "application/vnd.lab1.steps+json"  # what a figure that can be stepped through needs
VERDICTS = "application/vnd.lab1.verdicts+json"  # the rows of a verdict table
WIDGET = "application/vnd.jupyter.widget-view+json"
