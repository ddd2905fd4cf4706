"""What `make report` calls: execute notebooks, export them to HTML and PDF, write the documents."""
