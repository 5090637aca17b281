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
