"""The colours of page, figures and slides: one palette, for light and for dark paper."""

LIGHT = {
    "ink": "#20242a",
    "muted": "#5d6671",
    "grid": "#d8dce2",
    "paper": "#fefefe",
    "accent": "#b0430a",
    "quiet": "#a9b4c2",
    "category-1": "#b0430b",
    "category-2": "#0b6e8a",
    "category-3": "#7a5ea8",
    "category-4": "#8a7209",
    "category-5": "#4d7f39",
    "category-6": "#a8477a",
    "category-7": "#5b6673",
}
DARK = {
    "ink": "#e8eaed",
    "muted": "#a3abb6",
    "grid": "#363d48",
    "paper": "#15181d",
    "accent": "#f28c52",
    "quiet": "#5d6979",
    "category-1": "#f28c53",
    "category-2": "#55b6d2",
    "category-3": "#b59fdd",
    "category-4": "#d2b748",
    "category-5": "#90c37c",
    "category-6": "#e291bc",
    "category-7": "#9ba7b4",
}
# What only the page needs: raised surfaces, states, and the tokens of its code.
LIGHT_PAGE = {
    "surface": "#f5f6f8",
    "edge": "#20242a2e",
    "good": "#2f6b3a",
    "bad": "#a3171f",
    "bad-surface": "#fcf0ef",
    "code-keyword": "#7a3e9d",
    "code-string": "#2f6b3a",
    "code-number": "#8a4b08",
    "code-name": "#0b5f79",
}
DARK_PAGE = {
    "surface": "#1d2128",
    "edge": "#000000b0",
    "good": "#8fcb9b",
    "bad": "#ff9b94",
    "bad-surface": "#2c1c1d",
    "code-keyword": "#c9a6ea",
    "code-string": "#9fd0a3",
    "code-number": "#e8b273",
    "code-name": "#7cc6de",
}


def css_variables(*, dark: bool) -> str:
    """Return the palette as CSS declarations: ``--ink: #20242a; ...``."""
    colours = DARK | DARK_PAGE if dark else LIGHT | LIGHT_PAGE
    return " ".join(f"--{name}: {colour};" for name, colour in colours.items())
