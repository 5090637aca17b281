import smtplib
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from service.demo.mailbox import run_mailbox


def _letter(subject: str, text: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "grif@localhost", "s-01@zaozernovsky.example"
    message["Subject"] = subject
    message.set_content(text)
    return message


def test_letters_become_files_one_after_another(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    texts = ["Здравствуйте!\n.точка в начале строки\n", "Второе письмо\n"]
    with run_mailbox(folder, 0) as port, smtplib.SMTP("127.0.0.1", port) as client:
        for number, text in enumerate(texts):
            client.send_message(_letter(f"Письмо {number}", text))

    taken = [
        message_from_bytes(file.read_bytes(), policy=default) for file in sorted(folder.iterdir())
    ]
    assert [letter["Subject"] for letter in taken] == ["Письмо 0", "Письмо 1"]
    bodies = [letter.get_body() for letter in taken]
    read = [body.get_content().replace("\r\n", "\n") for body in bodies if body]
    assert read == texts
