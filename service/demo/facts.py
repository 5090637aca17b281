"""The fictional municipality, looked up by code: people, schools, pairs, consents, programmes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_NAME = ("person_id", "surname", "given_name", "patronymic", "gender", "fio", "initials_before")


@dataclass(frozen=True)
class Facts:
    """The JSON of the municipality with its indexes. Everybody in it is invented."""

    municipality: Mapping[str, Any]
    people: Mapping[str, Mapping[str, Any]]
    organisations: Mapping[str, Mapping[str, Any]]
    pairs: Mapping[str, Mapping[str, Any]]

    def list_schools(self) -> list[Mapping[str, Any]]:
        """Return the schools in their usual order."""
        return list(self.municipality["schools"])

    def list_of(self, block: str, org_id: str) -> list[Mapping[str, Any]]:
        """Return the pairs or consents of one school."""
        return [row for row in self.municipality[block] if row["org_id"] == org_id]

    def list_programs(self, org_id: str) -> list[Mapping[str, Any]]:
        """Return the programmes of one school."""
        return [
            program
            for program in self.municipality["programs"]
            if self.pairs[program["pair_id"]]["org_id"] == org_id
        ]

    def list_staff(self, school: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the workers of a school except its head."""
        return [
            self.person(person_id, school["org_id"])
            for person_id, person in self.people.items()
            if person.get("org_id") == school["org_id"] and person_id != school["head_person_id"]
        ]

    def person(self, person_id: str, org_id: str = "") -> dict[str, Any]:
        """Return a person as documents refer to one.

        A document of the organisation ``org_id`` says where an outsider works.
        """
        person = self.people[person_id]
        reference = {key: person[key] for key in (*_NAME, "initials_after", "position")}
        surname_dat = person["fio"]["dat"].split()[0]
        initials = person["initials_after"].split()[-1]
        reference["initials_dat"] = f"{surname_dat} {initials}"
        if person["org_id"] != org_id:
            reference["workplace_gen"] = self._workplace(person["org_id"])
        return reference

    def name(self, person_id: str) -> dict[str, Any]:
        """Return a person without a position, as personal consents refer to one."""
        return {key: self.people[person_id][key] for key in _NAME}

    def members(self, pair: Mapping[str, Any], role: str) -> list[dict[str, Any]]:
        """Return the mentors or the mentees (``role``) of a pair."""
        return [self.person(one, pair["org_id"]) for one in pair[f"{role}_ids"]]

    def _workplace(self, org_id: str) -> str:
        organisation = self.organisations[org_id]
        return str(organisation.get("workplace_gen") or organisation["short_name_gen"])


def read_facts(municipality: Mapping[str, Any]) -> Facts:
    """Index the JSON of the municipality."""
    organisations = (*municipality["schools"], *municipality["organisations"])
    return Facts(
        municipality,
        people={person["person_id"]: person for person in municipality["people"]},
        organisations={one["org_id"]: one for one in organisations},
        pairs={pair["pair_id"]: pair for pair in municipality["pairs"]},
    )
