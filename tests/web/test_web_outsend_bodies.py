"""Bodies that come to `/api`, wanted or not."""

import logging

import pytest
from houses import House
from outsend import move_in


@pytest.mark.parametrize("body", [b"", b"{}", b"x" * 100_000], ids=["none", "empty", "large"])
async def test_a_call_that_takes_no_body_lets_one_pass_in_silence(house: House, caplog: pytest.LogCaptureFixture, body: bytes) -> None:
    """Browsers and tools send an empty body along; the log does not call each of them a fault, and the connection goes on."""
    async with move_in(house) as alex:
        with caplog.at_level(logging.WARNING):
            answers = [await alex.client.post("/api/auth/totp/setup", content=body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert [record.getMessage() for record in caplog.records] == []


@pytest.mark.parametrize(
    ("body", "column"), [(b"{", 1), (b'{"email": x}', 11), (b'{"email": "\xff"}', 12), (b"[" * 3000, 202), (b"{} {}", 4)]
)
async def test_a_body_that_is_no_json_is_told_with_its_place_in_both_languages(house: House, body: bytes, column: int) -> None:
    """I learn where to look, and nothing of the reader's own English."""
    async with house.browser() as client:
        said = [(await client.post("/api/auth/login", content=body, headers={"accept-language": each})) for each in ("en", "fr")]
    assert [answer.status_code for answer in said] == [400, 400]
    english, french = (answer.json()["detail"] for answer in said)
    assert english == f"The body cannot be read as JSON in UTF-8; see line 1, column {column}."
    assert french == f"Le corps de la requête n’est pas lisible comme JSON en UTF-8 ; voyez ligne 1, colonne {column}."


async def test_each_fault_of_a_field_is_told_in_french(house: House) -> None:
    """I send a spec with several faults and read each in my language, at its path."""
    spec = {"version": 1, "width": 5, "height": "tall", "colour": 1, "layers": [{"type": "text", "text": 3, "box": [0, 0, 1]}]}
    async with move_in(house) as alex:
        body = {"name": "Carte", "render_spec": spec}
        answer = await alex.client.post("/api/templates", json=body, headers={"accept-language": "fr-FR,fr;q=0.9"})
    assert answer.status_code == 422
    assert {fault["field"]: fault["message"] for fault in answer.json()["errors"]} == {
        "render_spec.width": "doit être au moins 16",
        "render_spec.height": "doit être un nombre entier",
        "render_spec.colour": "n’est pas une clé connue",
        "render_spec.layers.0.text": "doit être un texte",
        "render_spec.layers.0.box": "doit être quatre nombres entiers [x, y, largeur, hauteur], x et y de -4000 à 4000,"
        " largeur et hauteur de 1 à 4000",
    }


async def test_what_a_field_may_be_is_told_in_french_and_as_it_stands_in_json(house: House) -> None:
    """I read "ou", never "or", and `true` as I have to write it."""
    layer = {"type": "text", "text": "Oui", "box": [0, 0, 9, 9], "align": "middle"}
    spec = {"version": 1, "width": 50, "height": 50, "layers": [layer]}
    french = {"accept-language": "fr"}
    async with move_in(house) as alex:
        told = [
            await alex.client.post("/api/lists", json={"name": "Carte", "list_type": "postcard"}, headers=french),
            await alex.client.post("/api/templates", json={"name": "Carte", "render_spec": spec}, headers=french),
            await alex.client.post("/api/auth/signup", json={"accept_responsibility": False}, headers=french),
            await alex.client.post("/api/auth/signup", json={"accept_responsibility": False}),
        ]
    messages = [{fault["field"]: fault["message"] for fault in answer.json()["errors"]} for answer in told]
    assert messages[0] == {"list_type": "doit être meme, ai ou ice_breaker"}
    assert messages[1] == {"render_spec.layers.0.align": "doit être parmi left, center ou right"}
    assert messages[2]["accept_responsibility"] == "doit être true"
    assert messages[3]["accept_responsibility"] == "must be true"
