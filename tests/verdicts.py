"""What the verifier found, and a request for a signature without a timestamp."""

from signing.report import Finding
from signing.signing import SignatureRequest
from signing.verification import VerificationReport

UNTIMED = SignatureRequest("Head", "signature_head", "B-B")


def list_findings(report: VerificationReport) -> list[Finding]:
    return [one.finding for one in report.signatures]
