# Short names for what is made by a command.
PYTHON ?= python

.PHONY: gallery gallery-check

gallery:  ## pictures and page of docs/gallery.md (about a quarter of an hour)
	$(PYTHON) docs/make_gallery.py

gallery-check:  ## every kind of chart for every shipped scenario; fails on texts that overlap
	$(PYTHON) docs/make_gallery.py --check
