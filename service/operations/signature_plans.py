"""From what a kind or a caller says about signatures to a plan that can be carried out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from doc_templates.catalogue import SignerRule
from service.domain.errors import InvalidRequestError, Problem
from service.domain.signatures import IN_PDF, SEAL, TOO_WEAK, Method, PlannedSignature
from service.domain.texts import name_problem
from service.operations.accounts import check_address

MAX_TURN, MAX_DAYS = 50, 366
_SEAL_RULE = SignerRule(SEAL, "server_key", "", "Печать организации")


@dataclass(frozen=True)
class WantedSignature:
    """A signature that a caller wants: whose, by what means, in which turn; see PlannedSignature.

    What the role is called and where its mark stands is for the kind to say.
    """

    role: str
    method: Method
    turn: int = 1
    signer: str = ""
    confirm: bool = False
    certifies: bool = False
    days: int | None = None
    email: str = ""


def plan_signatures_of(
    rules: Sequence[SignerRule], wanted: Sequence[WantedSignature], *, is_wanted: bool
) -> tuple[PlannedSignature, ...]:
    """The caller's plan, else the kind's own without those who sign on paper by themselves.

    Raises InvalidRequestError.
    """
    if wanted:
        return _arrange(rules, wanted)
    return tuple(
        PlannedSignature(
            role=rule.role,
            bookmark=rule.bookmark,
            method=Method(rule.method),
            turn=rule.turn,
            title=rule.title,
            days=rule.days,
            qualified=rule.is_qualified,
        )
        for rule in rules
        if is_wanted and rule.method != "paper"
    )


def _arrange(
    rules: Sequence[SignerRule], wanted: Sequence[WantedSignature]
) -> tuple[PlannedSignature, ...]:
    known = {rule.role: rule for rule in (*rules, _SEAL_RULE)}
    problems = [
        Problem(f"#/signatures/{place}/{key}", code, message)
        for place, one in enumerate(wanted)
        for key, code, message in _list_faults(one, wanted[:place], wanted, known)
    ]
    if problems:
        raise InvalidRequestError(tuple(problems))
    return tuple(
        PlannedSignature(
            role=one.role,
            bookmark=known[one.role].bookmark,
            method=one.method,
            turn=one.turn,
            title=known[one.role].title,
            signer=one.signer,
            confirm=one.confirm,
            certifies=one.certifies,
            days=one.days,
            email=one.email,
            qualified=known[one.role].is_qualified,
        )
        for one in wanted
    )


def _list_faults(
    one: WantedSignature,
    earlier: Sequence[WantedSignature],
    every: Sequence[WantedSignature],
    rules: Mapping[str, SignerRule],
) -> list[tuple[str, str, str]]:
    in_pdf = [other for other in every if other.turn <= one.turn and other.method in IN_PDF]
    is_key = one.method is Method.SERVER_KEY
    is_weak = one.method is Method.SIMPLE and one.role in rules and rules[one.role].is_qualified
    name = name_problem(one.signer, "signer") if one.signer else None
    checks = (
        (0 < one.turn <= MAX_TURN, "turn", "out_of_range", _BAD_TURN),
        (one.days is None or 0 < one.days <= MAX_DAYS, "days", "out_of_range", _BAD_DAYS),
        (name is None, "signer", name.code if name else "", name.message if name else ""),
        (one.role in rules, "role", "choice", "В документе этого вида такой подписи нет."),
        (one.role not in {other.role for other in earlier}, "role", "duplicate", _TWICE),
        (is_key or one.role != SEAL, "method", "choice", "Печать ставят ключом организации."),
        (not is_weak, "method", "choice", TOO_WEAK),
        (is_key or not one.confirm, "confirm", "choice", _NOT_CONFIRMED),
        (not one.email or bool(one.signer), "signer", "required", _NAMELESS),
        (not one.email or one.method is Method.SIMPLE, "email", "choice", _NO_LETTER),
        (not one.email or not check_address(one.email), "email", "format", _BAD_ADDRESS),
        (not one.certifies or (is_key and in_pdf == [one]), "certifies", "choice", _NOT_FIRST),
    )
    return [(key, code, message) for passed, key, code, message in checks if not passed]


_BAD_TURN = f"Очередь – число от 1 до {MAX_TURN}."
_BAD_DAYS = f"Срок – от 1 до {MAX_DAYS} дней."
_NAMELESS = "Назовите, кто подписывает по ссылке: фамилия, имя, отчество."
_NO_LETTER = "Ссылку по почте отправляют только для простой электронной подписи."
_BAD_ADDRESS = "Адрес почты: такой, как anna@example.ru."
_TWICE = "Эта подпись уже есть в плане."
_NOT_CONFIRMED = "Подтверждают только подпись ключом организации."
_NOT_FIRST = (
    "Заверяющую подпись ставят ключом организации: первой из подписей ключами и отдельно от них."
)
