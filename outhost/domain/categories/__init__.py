"""Categories: what people look for, in French or English, and the labels of places that it means."""

from outhost.domain.categories.searches import Search, Thoroughness, fits, parts_of, spellings_of, texts_of, title_of
from outhost.domain.categories.table import Category, categories
from outhost.domain.categories.understanding import category_of, understood

__all__ = [
    "Category",
    "Search",
    "Thoroughness",
    "categories",
    "category_of",
    "fits",
    "parts_of",
    "spellings_of",
    "texts_of",
    "title_of",
    "understood",
]
