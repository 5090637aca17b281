"""The timestamps that signatures carry: which of them may be believed, seen from where."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from asn1crypto import cms
from pyhanko.sign.validation.generic_cms import (
    extract_tst_data_iter,
    message_imprint_checker,
    validate_tst_signed_data,
)
from pyhanko.sign.validation.status import TimestampSignatureStatus

from signing.chains import Answer, ask_evidence, ask_lists, find_bearer, weigh
from signing.evidence import Evidence
from signing.trust import TrustPolicy

CLOCKS_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Horizon:
    """From where something is judged: the moment it has to be good at, and the evidence heard.

    `certain` says that the moment is that of a document timestamp which proved good itself,
    `lasting` that the document's evidence says so even without any list of ours.
    """

    moment: datetime
    evidence: Evidence
    certain: bool = False
    lasting: bool = False


@dataclass(frozen=True, slots=True)
class TokenJudgement:
    """Whether a token counts, and what the document's evidence alone says of its chain."""

    counts: bool
    answer: Answer


@dataclass(frozen=True, slots=True)
class Token:
    """The timestamp of a signature: `moment` is None when it does not count."""

    status: TimestampSignatureStatus
    moment: datetime | None
    answer: Answer


async def judge_token(
    status: TimestampSignatureStatus, signed: cms.SignedData, trust: TrustPolicy, horizon: Horizon
) -> TokenJudgement:
    """Judge a token whose chain reaches a root at the horizon (`status` says so).

    Lists of the trust folder are asked as of the horizon, the document's evidence also as of the
    token's own time: at the newest timestamp no later evidence can be in the file. Somebody else's
    authority, of which the folder has no list, is believed; a list that is out of date is doubt,
    and only evidence takes doubt away.
    """
    if not (status.intact and status.valid and status.trusted):
        return TokenJudgement(counts=False, answer="unknown")
    bearer = find_bearer(signed).with_others(horizon.evidence.certificates)
    moments = (horizon.moment, status.timestamp)
    answer = await ask_evidence(bearer, trust, horizon.evidence, moments)
    lists = await ask_lists(bearer, trust, horizon.moment)
    if lists == "unknown" and not trust.has_list_of(bearer.certificate.issuer):
        lists = "good"
    in_order = status.timestamp <= horizon.moment + CLOCKS_DIFFER or not horizon.certain
    counts = in_order and weigh([answer, lists]) == "good"
    return TokenJudgement(counts, answer)


async def judge_tokens(info: cms.SignerInfo, trust: TrustPolicy, horizon: Horizon) -> Token | None:
    """Return the first timestamp of a signature that counts, else the last one there is."""
    token = None
    for signed in extract_tst_data_iter(info, signed=False):
        token = await _judge(signed, info, trust, horizon)
        if token.moment:
            break
    return token


async def _judge(
    signed: cms.SignedData, info: cms.SignerInfo, trust: TrustPolicy, horizon: Horizon
) -> Token:
    context = trust.at(horizon.moment, "ignored", horizon.evidence)
    facts = await validate_tst_signed_data(signed, context, message_imprint_checker(info))
    status = TimestampSignatureStatus(**facts)
    judgement = await judge_token(status, signed, trust, horizon)
    return Token(status, status.timestamp if judgement.counts else None, judgement.answer)
