"""Who signs a document, in which order and by what means, and how far that has come.

    waiting -> ready -> done               one after another (`turn`) or side by side
               ready -> declined, expired  until another signer takes the place: replaced

A plan is fixed when the document is registered; its steps are opened when the PDF is there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from service.domain.errors import ConflictError

SEAL = "seal"
"""The role of the organisation itself: any document may be sealed."""


class Method(StrEnum):
    """What a signature is made with.

    `server_key` is here, `own_token` at its holder's (the key never leaves it), `simple` is a
    простая электронная подпись by a link, `paper` a scan of what was signed by hand.
    """

    SERVER_KEY = "server_key"
    OWN_TOKEN = "own_token"  # noqa: S105 -- a device, not a password
    SIMPLE = "simple"
    PAPER = "paper"


class StepState(StrEnum):
    """Where one signature of a plan stands."""

    WAITING = "waiting"
    READY = "ready"
    DONE = "done"
    DECLINED = "declined"
    EXPIRED = "expired"
    REPLACED = "replaced"


STEP_TITLES: Mapping[StepState, str] = {
    StepState.WAITING: "ждёт своей очереди",
    StepState.READY: "можно подписывать",
    StepState.DONE: "подписано",
    StepState.DECLINED: "отказ",
    StepState.EXPIRED: "срок вышел",
    StepState.REPLACED: "подписывает другой",
}
METHOD_TITLES: Mapping[Method, str] = {
    Method.SERVER_KEY: "ключом организации",
    Method.OWN_TOKEN: "ключом подписывающего",
    Method.SIMPLE: "простая электронная",
    Method.PAPER: "на бумаге",
}
_HANDED_OVER = frozenset({StepState.READY, StepState.DECLINED, StepState.EXPIRED})
IN_PDF = frozenset({Method.SERVER_KEY, Method.OWN_TOKEN})
TOO_WEAK = (
    "Здесь нужна усиленная квалифицированная подпись: по ссылке, простой, подписать нельзя. "
    "Выберите ключ или бумагу."
)


@dataclass(frozen=True)
class PlannedSignature:
    """A signature of a plan: whose role, and the bookmark where its mark stands ("" = no mark).

    Signatures of one `turn` are made side by side, those of a later turn afterwards. `signer` is
    the full name of the only person who may make it. `confirm`: a person has to agree before the
    server's key signs. `certifies`: the signature that closes the document for everything but
    the rest of the plan. `days` is how long the signer has once it is the turn. `email` is
    where the link for a simple signature goes by itself. `qualified`: of the electronic signatures
    only a qualified one will do (63-ФЗ, ст. 5).
    """

    role: str
    bookmark: str
    method: Method = Method.SERVER_KEY
    turn: int = 1
    title: str = ""
    signer: str = ""
    confirm: bool = False
    certifies: bool = False
    days: int | None = None
    email: str = ""
    qualified: bool = False

    @property
    def waits_for_people(self) -> bool:
        """Whether somebody has to come before it is made."""
        return self.confirm or self.method is not Method.SERVER_KEY

    @property
    def field_name(self) -> str:
        """The name of its field in the PDF."""
        return f"Signature_{self.role}"


@dataclass(frozen=True)
class Decision:
    """Who said so, when, and why: an order's number, a reason for declining."""

    by: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True)
class Proof:
    """What came of a signature: its time and level, the certificate, the file it is in.

    `ground` is what gave the signer the right: an order, a power of attorney (`mchd`).
    `unmarked`: the sheet has no room for a mark over which nothing is printed, so it has none.
    """

    signed_at: datetime
    sha256: str
    level: str = ""
    holder: str = ""
    serial: str = ""
    ground: str = ""
    mchd: str = ""
    unmarked: bool = False


@dataclass(frozen=True)
class Step:
    """A signature of a document's plan and what has become of it; `place` names it."""

    place: int
    plan: PlannedSignature
    state: StepState = StepState.WAITING
    expires_at: datetime | None = None
    confirmation: Decision | None = None
    decision: Decision | None = None
    proof: Proof | None = None

    @property
    def awaits_server(self) -> bool:
        """Whether the server's key may sign right now."""
        is_agreed = self.confirmation is not None or not self.plan.confirm
        return self._is_ready_by(Method.SERVER_KEY) and is_agreed

    @property
    def awaits_confirmation(self) -> bool:
        """Whether a person has to agree first."""
        return self._is_ready_by(Method.SERVER_KEY) and not self.awaits_server

    @property
    def awaits_somebody(self) -> bool:
        """Whether a person, somewhere else, has to do something for it now."""
        is_open = self.state is StepState.READY and self.plan.method is not Method.PAPER
        return is_open and not self.awaits_server

    @property
    def may_pass_on(self) -> bool:
        """Whether somebody else may take the place; the organisation's seal is nobody's."""
        return self.state in _HANDED_OVER and self.plan.role != SEAL

    @property
    def is_in_pdf(self) -> bool:
        """Whether it will be a signature in the PDF, with a field of its own."""
        return self.plan.method in IN_PDF and self.state is not StepState.REPLACED

    def require_open(self) -> None:
        """Refuse a signature that is not to be made now. Raises ConflictError `step_not_ready`."""
        _require_state(self, StepState.READY)

    def _is_ready_by(self, method: Method) -> bool:
        return self.state is StepState.READY and self.plan.method is method


Steps = tuple[Step, ...]


def plan_steps(plan: Iterable[PlannedSignature]) -> Steps:
    """The steps of a plan that nobody has begun."""
    return tuple(Step(place, planned) for place, planned in enumerate(plan, start=1))


def open_due(steps: Steps, now: datetime) -> Steps:
    """Make the steps of the earliest turn that is not over ready; the time starts running."""
    open_turns = [step.plan.turn for step in steps if not _is_over(step)]
    turn = min(open_turns, default=None)
    return tuple(
        replace(step, state=StepState.READY, expires_at=_deadline(step.plan, now))
        if step.state is StepState.WAITING and step.plan.turn == turn
        else step
        for step in steps
    )


def is_complete(steps: Steps) -> bool:
    """Whether everybody has signed."""
    return all(_is_over(step) for step in steps)


def find_step(steps: Steps, place: int) -> Step | None:
    """The step with this place."""
    return next((step for step in steps if step.place == place), None)


def put_step(steps: Steps, changed: Step) -> Steps:
    """The steps with one of them changed."""
    return tuple(changed if step.place == changed.place else step for step in steps)


def finish(step: Step, proof: Proof) -> Step:
    """The step when its signature is there. Raises ConflictError `step_not_ready`."""
    _require_state(step, StepState.READY)
    return replace(step, state=StepState.DONE, proof=proof)


def decline(step: Step, decision: Decision) -> Step:
    """The step when its signer will not sign. Raises ConflictError `step_not_ready`."""
    _require_state(step, StepState.READY)
    return replace(step, state=StepState.DECLINED, decision=decision)


def confirm(step: Step, confirmation: Decision) -> Step:
    """The step when a person agrees that the server's key signs. Raises ConflictError."""
    if not step.awaits_confirmation:
        raise _not_ready(step)
    return replace(step, confirmation=confirmation)


def expire(step: Step, decision: Decision) -> Step:
    """The step when its time is up, or as it is when it is not.

    Whoever agreed to the key of the organisation in time did all that they could.
    """
    is_late = step.expires_at is not None and step.expires_at <= decision.at
    if step.state is not StepState.READY or not is_late or step.confirmation is not None:
        return step
    return replace(step, state=StepState.EXPIRED, decision=decision)


def hand_over(steps: Steps, place: int, planned: PlannedSignature, decision: Decision) -> Steps:
    """Let another signer take the place of one who has not signed; both stay in the record.

    The field in the PDF is the same one: role, turn and mark do not change. Raises ConflictError.
    """
    step = next(step for step in steps if step.place == place)
    _require_state(step, *_HANDED_OVER)
    successor = Step(
        place=max(step.place for step in steps) + 1,
        plan=planned,
        state=StepState.READY,
        expires_at=_deadline(planned, decision.at),
    )
    left = replace(step, state=StepState.REPLACED, decision=decision)
    return (*put_step(steps, left), successor)


def _is_over(step: Step) -> bool:
    return step.state in {StepState.DONE, StepState.REPLACED}


def _deadline(planned: PlannedSignature, now: datetime) -> datetime | None:
    return None if planned.days is None else now + timedelta(days=planned.days)


def _require_state(step: Step, *allowed: StepState) -> None:
    if step.state not in allowed:
        raise _not_ready(step)


def _not_ready(step: Step) -> ConflictError:
    message = f"Эта подпись сейчас в состоянии «{STEP_TITLES[step.state]}»: действие невозможно."
    return ConflictError(message, code="step_not_ready")
