"""Regular endings of names: what the rules of grammar give without any dictionary."""

from doc_templates.declension.forms import Six
from doc_templates.declension.spelling import HARD, HUSHERS, SIBILANTS, count_vowels


def add(stem: str, nominative: str, endings: str) -> Six:
    """A word from its stem and its five endings."""
    gen, dat, acc, ins, prep = (stem + ending for ending in endings.split(" "))
    return (nominative, gen, dat, acc, ins, prep)


def decline_masculine(word: str) -> Six | None:
    """A masculine noun: «Шмидт», «Гоголь», «Кочубей», «Мицкевич»; None for other endings."""
    last, stem = word[-1:].lower(), word[:-1]
    before = stem[-1:].lower()
    if last == "ь":
        return add(stem, word, "а у а ем е" if before in SIBILANTS else "я ю я ем е")
    if last == "й":
        prepositional = "и" if before == "и" and count_vowels(stem) > 1 else "е"  # «о Вие»
        return add(stem, word, f"я ю я ем {prepositional}")
    if last in HARD + SIBILANTS + "ц":
        return add(word, word, "а у а ом е" if last in HARD else "а у а ем е")
    return None


def decline_in_a(word: str) -> Six | None:
    """A noun in -а or -я of either gender: «Глинка», «Кваша», «Гарсия», «Наталья»."""
    last, stem = word[-1:].lower(), word[:-1]
    before = stem[-1:].lower()
    if last == "я":
        return add(stem, word, "и и ю ей и" if before == "и" else "и е ю ей е")
    if last != "а":
        return None
    genitive = "и" if before in HUSHERS else "ы"
    return add(stem, word, f"{genitive} е у {'ей' if before in SIBILANTS + 'ц' else 'ой'} е")


def decline_third(word: str) -> Six:
    """A feminine noun in -ь: «Любовь», «Гюзель»."""
    return add(word[:-1], word, "и и ь ью и")


def decline_ov(word: str) -> Six:
    """A man's surname in -ов, -ев, -ин, -ын."""
    return add(word, word, "а у а ым е")


def decline_ova(word: str) -> Six:
    """A woman's surname in -ова, -ева, -ина, -ына."""
    return add(word[:-1], word, "ой ой у ой ой")


def decline_adjective(word: str) -> Six | None:
    """A surname that is an adjective: «Достоевский», «Толстая», «Горячий», «Дальняя»."""
    ending, stem = word[-2:].lower(), word[:-2]
    before = stem[-1:].lower()
    if ending in {"ая", "яя"}:
        oblique = "ей" if ending == "яя" or before in SIBILANTS else "ой"
        accusative = "юю" if ending == "яя" else "ую"
        return add(stem, word, f"{oblique} {oblique} {accusative} {oblique} {oblique}")
    if ending == "ий" and before not in "гкх":
        return add(stem, word, "его ему его им ем")
    if ending in {"ий", "ый", "ой"}:
        instrumental = "им" if before in HUSHERS else "ым"
        return add(stem, word, f"ого ому ого {instrumental} ом")
    return None
