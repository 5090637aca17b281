"""Russian names of the enumerated values of the schemas, as they are printed."""

from typing import Final

MENTORING_FORMS: Final = {
    "teacher_teacher": "педагог – педагог",
    "head_teacher": "руководитель образовательной организации – педагог",
    "employer_student": "работодатель – студент педагогического вуза/колледжа",
    "university_young_teacher": (
        "педагог вуза/колледжа – молодой педагог образовательной организации"
    ),
    "social_partner_teacher": "социальный партнёр – педагог образовательной организации",
}

MENTORING_KINDS: Final = {
    "traditional": "традиционное",
    "group": "групповое",
    "virtual": "виртуальное (дистанционное)",
    "short_term": "краткосрочное (целеполагающее)",
    "reverse": "реверсивное",
    "situational": "ситуационное",
    "speed": "скоростное",
    "team": "командное",
}

IDENTITY_DOCUMENTS: Final = {
    "passport": "паспорт гражданина Российской Федерации",
    "foreign_passport": "паспорт иностранного гражданина",
    "residence_permit": "вид на жительство",
    "temporary_id": "временное удостоверение личности",
    "birth_certificate": "свидетельство о рождении",
}

# «паспорт … выдан», but «свидетельство … выдано».
ISSUED: Final = {
    "passport": "выдан",
    "foreign_passport": "выдан",
    "residence_permit": "выдан",
    "temporary_id": "выдано",
    "birth_certificate": "выдано",
}

SIGNATURES: Final = {
    "ukep": "усиленная квалифицированная электронная подпись",
    "unep": "усиленная неквалифицированная электронная подпись",
    "pep": "простая электронная подпись",
    "paper": "собственноручная подпись на бумажном носителе",
}

PD_CATEGORIES: Final = {
    "general": "персональные данные",
    "biometric": "биометрические персональные данные",
}

DISTRIBUTION_LIMITS: Final = {
    "no_transfer": (
        "запрет на передачу (кроме предоставления доступа) оператором неограниченному кругу лиц"
    ),
    "no_processing": "запрет на обработку (кроме получения доступа) неограниченным кругом лиц",
    "condition": "условие обработки (кроме получения доступа) неограниченным кругом лиц",
}

TRANSFER_CONDITIONS: Final = {
    "internal": (
        "только по внутренней сети оператора, обеспечивающей доступ к информации лишь "
        "для строго определённых сотрудников"
    ),
    "networks": "с использованием информационно-телекоммуникационных сетей",
    "no_transfer": "без передачи полученных персональных данных",
    "not_set": "не установлены",
}

RECEIVED: Final = {
    "in_person": "лично",
    "post": "почтовым отправлением",
    "electronic": "в электронной форме",
}

DESTRUCTION_REASONS: Final = {
    "withdrawal": "отзыв согласия на обработку персональных данных",
    "purpose": "достижение цели обработки персональных данных",
    "unlawful": "невозможность обеспечить правомерность обработки персональных данных",
    "demand": "требование субъекта о прекращении обработки персональных данных",
}

#: The parts of статья 21 of the law № 152-ФЗ.
DESTRUCTION_GROUNDS: Final = {
    "withdrawal": "5",
    "purpose": "4",
    "unlawful": "3",
    "demand": "5.1",
}

EXPERIENCE_BANDS: Final = {
    "under_1": "менее 1 года",
    "from_1_to_3": "от 1 года до 3 лет",
    "over_3": "3 года и более",
}

QUALIFICATIONS: Final = {
    "none": "без категории",
    "conformity": "соответствие занимаемой должности",
    "first": "первая категория",
    "highest": "высшая категория",
    "methodist_teacher": "педагог-методист",
    "mentor_teacher": "педагог-наставник",
}

PAIR_STATES: Final = {
    "active": "действует",
    "extended": "продлена",
    "completed": "завершена",
    "terminated": "прекращена",
}

PROGRAM_RESULTS: Final = {
    "full": "программа выполнена полностью",
    "partial": "программа выполнена частично",
    "none": "программа не выполнена",
}

SURVEY_STAGES: Final = {
    "entry": "входная диагностика",
    "final": "итоговая диагностика",
}

# In the genitive: «анкета для наставников», «анкетирование наставников».
SURVEY_AUDIENCES: Final = {
    "mentors": "наставников",
    "mentees": "наставляемых",
    "everybody": "наставников и наставляемых",
}
