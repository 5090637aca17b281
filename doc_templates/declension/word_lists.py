"""Words that grammar cannot tell by their endings, one list per question."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# ---------------------------------------------------------------- surnames

# French names on a stressed -а or -я never change.
INDECLINABLE_SURNAMES = _words("дега дюма золя люка петипа труайя")

# Surnames of abroad that only look Russian: «Дарвином» and not «Дарвиным».
FOREIGN_SURNAMES = _words(
    "бюлов вирхов флотов гутцков лассов карлов чаплин дарвин грин франклин кронин гершвин"
)

# Stressed at the end, hence -ом in the instrumental: «Ткачом», «Кузьмичом».
STRESSED_AT_THE_END = _words(
    "ткач грач врач палач сыч ключ мяч плащ лещ хрущ хвощ клещ борщ лихач богач усач толмач дергач "
    "деркач рогач пугач калач пихач трубач скрипач косач лукач ёж еж чиж стриж морж корж крыж "
    "ильич лукич фомич кузьмич козьмич кулич кирпич"
)

# Words inside a surname or name of abroad that never change: «Ван Гога», «де Голля».
PARTICLES = _words("фон ван вон дер ден де ди да ду дю ла ле эль аль бен ибн тен оф дос")

# What stands before a hyphen and does not change: «Бонч-Бруевича», «Тер-Петросяна».
FIXED_FIRST_PARTS = _words(
    "бонч тер тэр сухово нур мак сан сен сент абу абдул абдуль аль эль дер ван фон де ла ле о д "
    "кара мелик бар вар бен ибн кер кёр ага бек хан корвин книппер"
)

# ------------------------------------------------------------- given names

# Women's names in -ь that every grammar declines; of the others («Айгуль») usage varies.
SOFT_NAMES = _words("любовь рахиль юдифь эсфирь руфь")

# Common names that the dictionary does not have.
NEW_NAMES = _words("амелия амина мелания софия")

# Foreign men's names in -о; Slavic ones («Данило») may decline, these never do.
FOREIGN_NAMES_IN_O = _words("отто марко антонио бруно нино гвидо")

# Given names of one syllable that are often left unchanged.
SYLLABLES = _words("ван вэй цзинь юнь")

# First halves of double names that are left unchanged: «Жан-Поля».
FOREIGN_FIRST_HALVES = _words("жан пьер ян хуан джон сан ганс абд абдул абдуль абдель")

# A title after the hyphen: whether the name before it changes is up to its bearer.
EASTERN_TITLES = _words(
    "хан бек бей бег али гирей гарай оол заде ага паша мирза шах джан гельды оглы кызы"
)

# ------------------------------------------------------------- patronymics

STRESSED_PATRONYMICS = _words("ильич лукич фомич кузьмич козьмич")

# «son of», «daughter of» after the father's name: such a patronymic never changes.
TURKIC_SON = _words("оглы оглу огли угли угил ули улы уулу уулы углы")
TURKIC_DAUGHTER = _words("кызы гызы кизи кизы қызы")

# ----------------------------------------------------------------- phrases

PREPOSITIONS = _words(
    "по за в во на с со при от для из к ко о об у над под без до между через перед про"
)

# Adjectives and participles that name a person by themselves.
SUBSTANTIVES = _words(
    "заведующий заведующая управляющий управляющая уполномоченный уполномоченная дежурный дежурная "
    "вожатый вожатая служащий служащая ответственный ответственная рабочий рабочая обучающийся "
    "обучающаяся наставляемый наставляемая исполняющий исполняющая командующий учащийся учащаяся "
    "доверенный доверенная военнослужащий проверяющий сопровождающий сопровождающая"
)

# The first half of a compound that does not change: «шеф-повара», «пресс-секретаря».
PREFIXES = _words(
    "шеф вице экс пресс обер унтер мини бизнес штаб лейб it ит веб web онлайн медиа арт "
    "лайф фитнес контент смм smm pr пиар hr"
)

# Nouns of our time that the dictionary of 2022 does not have; it guesses them right.
NEW_NOUNS = _words("тьютор кинолог олигофренопедагог технопарк методсовет кванториум")
