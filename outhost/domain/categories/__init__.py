"""Categories: what people look for, in French or English, and the labels of places that it means."""

from outhost.domain.categories.searches import Search, Thoroughness, fits, parts_of, texts_of, title_of

__all__ = ["Search", "Thoroughness", "fits", "parts_of", "texts_of", "title_of"]
