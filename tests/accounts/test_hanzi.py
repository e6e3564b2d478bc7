from accounts.hanzi import phrases, spaced, tokens


def test_every_chinese_character_is_a_token_and_words_stay_whole() -> None:
    assert tokens("选品ABC-12，议价！") == ["选", "品", "abc", "12", "议", "价"]


def test_width_and_case_are_folded() -> None:
    assert spaced("ＱＲ码 Ｄｓｒ") == "qr 码 dsr"


def test_a_query_becomes_one_phrase_per_run() -> None:
    assert phrases('选品 "DSR" 店铺') == ["选 品", "dsr", "店 铺"]
    assert phrases('"') == []


def test_rare_characters_of_names_are_tokens_too() -> None:
    assert tokens("𬱖𠮷㵑") == ["𬱖", "𠮷", "㵑"]
