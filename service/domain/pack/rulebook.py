"""All rules in one list: what each checks, how bad it is, what to do, and which documents it reads.

A new rule is a function of facts and a line here; docs/pack-rules.md is made from this list.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from service.domain.pack import dates, orders, pairs, people, programs, proofs, texts
from service.domain.pack.facts import Facts, Finding, Findings, Severity

Kinds = frozenset[str]


@dataclass(frozen=True)
class Rule:
    """`kinds` are what it is about (None: every kind), `reads` what else it must be given.

    `reads_by_kind` is more of that, for documents of one kind.
    """

    code: str
    title: str
    severity: str
    advice: str
    check: Callable[[Facts], Findings]
    kinds: Kinds | None = None
    reads: Kinds = frozenset()
    reads_by_kind: Mapping[str, Kinds] = field(default_factory=dict)

    def concerns(self, kind: str) -> bool:
        """Whether the rule has anything to say about documents of this kind."""
        return self.kinds is None or kind in self.kinds

    def needs(self, kind: str) -> Kinds:
        """What must be at hand for a document of this kind."""
        more = self.reads_by_kind.get(kind, frozenset())
        return self.reads | more if self.concerns(kind) else frozenset()


_ERROR, _WARNING, _BOTH = "ошибка", "предупреждение", "ошибка или предупреждение"
_PAIRS: Final = frozenset({pairs.ORDER})
_CONSENTS: Final = frozenset({pairs.MENTOR_CONSENT, pairs.MENTEE_CONSENT})
_PROGRAMS: Final = frozenset({programs.PROGRAMS_ORDER})

RULES: Final = (
    Rule(
        "V01",
        "Приказ о закреплении пар не раньше согласий всех участников",
        _BOTH,
        "Датировать приказ не раньше согласий; вписать дату согласия, если оно на бумаге",
        pairs.check_consents,
        _PAIRS,
        _CONSENTS,
    ),
    Rule(
        "V02",
        "У наставника-работника есть согласие, а с 01.03.2025 и дополнительное соглашение",
        _ERROR,
        "Зарегистрировать согласие и соглашение или вписать их даты в приказ",
        pairs.check_mentors_papers,
        _PAIRS,
        frozenset({pairs.MENTOR_CONSENT, pairs.SUPPLEMENT}),
    ),
    Rule(
        "V03",
        "В банк вносят при действующем согласии на обработку персональных данных",
        _ERROR,
        "Получить согласие или исправить дату записи",
        people.check_bank,
        people.BANKS,
        frozenset({people.PD_CONSENT, people.WITHDRAWAL}),
    ),
    Rule(
        "V04",
        "Согласие на обработку персональных данных – только отдельным документом",
        "ошибка с 01.09.2025",
        "Убрать эти слова из документа и оформить согласие отдельно",
        texts.check_consent_apart,
    ),
    Rule(
        "V05",
        "Утверждают программы закреплённых пар и после согласования",
        _BOTH,
        "Исправить даты, участников или номер приказа о закреплении",
        programs.check_programs,
        _PROGRAMS,
        _PAIRS,
    ),
    Rule(
        "V05",
        "Программа написана, потом согласована, потом утверждена",
        _ERROR,
        "Исправить дату программы или согласования",
        programs.check_agreement,
        frozenset({programs.PROGRAM}),
    ),
    Rule(
        "V06",
        "Согласие куратора не позже приказа, приказ не позже 9 сентября",
        _BOTH,
        "Исправить дату; после 9 сентября – пояснить причину",
        orders.check_curator,
        frozenset({orders.CURATOR_ORDER}),
        frozenset({orders.CURATOR_CONSENT}),
    ),
    Rule(
        "V07",
        "Даты в журнале приказов идут вслед за номерами, литер в номерах нет",
        _WARNING,
        "Проверить дату и номер по журналу",
        orders.check_journal,
    ),
    Rule(
        "V08",
        "Подписывает тот, у кого есть полномочия, и не о себе; никто не наставник самому себе",
        _BOTH,
        "Проверить подписавшего и состав пары",
        orders.check_signer,
    ),
    Rule(
        "V09",
        "Наставничество длится от 3 до 12 месяцев",
        _BOTH,
        "Исправить срок или пояснить его; окончание раньше начала – ошибка",
        programs.check_periods,
        frozenset({pairs.ORDER, programs.PROGRAMS_ORDER, programs.PROGRAM}),
    ),
    Rule(
        "V10",
        "За несовершеннолетнего или вместе с ним подписывает представитель",
        _ERROR,
        "Указать законного представителя",
        people.check_minor,
        frozenset({people.PD_CONSENT, people.PD_DISTRIBUTION, people.MENTEE_CONSENT}),
    ),
    Rule(
        "V11",
        "Сертификат действовал при подписании, выдан подписавшему, вид подписи достаточен",
        _ERROR,
        "Подписать документ заново подходящим сертификатом",
        proofs.check_signatures,
    ),
    Rule(
        "V12",
        "В банках и реестрах нет паспорта, СНИЛС, даты рождения, адреса, телефона, здоровья",
        _ERROR,
        "Удалить лишние сведения",
        people.check_minimal,
        people.REGISTRIES,
    ),
    Rule(
        "V13",
        "В тексте нет «None», меток шаблона, «___», «(на)» и двойных пробелов",
        _BOTH,
        "Исправить текст; двойной пробел или метка в поле – предупреждение",
        texts.check_slips,
    ),
    Rule(
        "V14",
        "Номер и дата приказа (согласия) одинаковы везде, где он назван",
        _ERROR,
        "Взять номер и дату из журнала",
        orders.check_references,
        frozenset(orders.CITED),
        reads_by_kind=orders.CITED,
    ),
    Rule(
        "V14",
        "Гриф утверждения согласован в роде и называет тот же приказ",
        _ERROR,
        "Исправить шаблон",
        texts.check_approval,
    ),
    Rule(
        "V15",
        "От предупреждения до прекращения пары не меньше трёх рабочих дней",
        _BOTH,
        "Перенести дату; отказ работника с меньшим сроком – предупреждение",
        orders.check_notice,
        frozenset({"order_terminate_pair"}),
    ),
    Rule(
        "V16",
        "Дата документа и сроки – рабочие дни",
        _WARNING,
        "Проверить дату; срок, попавший на выходной, выполнить раньше",
        dates.check_days_off,
    ),
    Rule(
        "V17",
        "В анонимной анкете нет сведений об отвечавших",
        _ERROR,
        "Удалить сведения или снять отметку «анонимная»",
        people.check_anonymous,
        people.SURVEYS,
    ),
    Rule(
        "V18",
        "После отзыва согласия данные уничтожают за 30 дней и составляют акт",
        _ERROR,
        "Указать срок, уничтожить данные, зарегистрировать акт; пока срок идёт – напоминание",
        people.check_withdrawal,
        frozenset({people.WITHDRAWAL}),
        frozenset({people.DESTRUCTION}),
    ),
    Rule(
        "V18",
        "Акт об уничтожении составлен после уничтожения и называет отзыв из журнала",
        _BOTH,
        "Исправить дату акта или реквизиты отзыва",
        people.check_destruction,
        frozenset({people.DESTRUCTION}),
        frozenset({people.WITHDRAWAL}),
    ),
    Rule(
        "V19",
        "Документ ссылается на акты, действующие на его дату",
        _WARNING,
        "Обновить шаблон или проверить дату",
        proofs.check_acts,
    ),
    Rule(
        "V20",
        "Файл – PDF/A со встроенными шрифтами, отметка не закрывает текст",
        _ERROR,
        "Сформировать документ заново",
        proofs.check_file,
    ),
)


def examine(facts: Facts, rules: Iterable[Rule] = RULES) -> Iterator[Finding]:
    """What the rules have to say about one document, in the order of their codes."""
    for rule in rules:
        if rule.concerns(facts.subject.kind):
            for finding in rule.check(facts):
                yield replace(finding, document_id=facts.subject.id)


def kinds_read_for(kind: str) -> Kinds:
    """Which registered documents must be at hand to examine a document of this kind."""
    return frozenset().union(*(rule.needs(kind) for rule in RULES))


def is_error(finding: Finding) -> bool:
    """Whether the finding stops registration."""
    return finding.severity is Severity.ERROR
