"""Names as they are published: 法释〔2016〕19号, and what is masked already."""

import pytest

from casestream.procedures.masking import PROFILES, PUBLISHED, TAKEN_OUT, masked


@pytest.mark.parametrize(
    ("name", "mask"),
    [
        ("吴海", "吴某"),
        ("张三丰", "张某"),
        ("欧阳锋", "欧阳某"),
        ("欧阳", "欧某"),  # Two characters are a surname and a given name.
        ("司马相如", "司马某"),
        ("阿布力孜·买买提", "阿某"),
        ("巴特尔孟克那顺", "巴某"),
        ("约翰·史密斯", "约某"),
        ("John Smith", "J"),
        ("Xavier", "X"),
        ("Élodie D’Arc-2", "É"),
        ("Ｊｏｈｎ", "Ｊ"),
        ("Иван", "И某"),  # Letters, and not English: what is not named keeps its first, and 某 for the rest.
        ("海信Xbox科技有限公司", "某有限公司"),
        ("大众XL商贸有限公司", "某有限公司"),
        ("贵阳南明xiaomi专卖店", "贵某"),
        ("大众XXL商贸有限公司", "某有限公司"),
        ("ABC商贸有限公司", "某有限公司"),
        ("内蒙古XX有限公司", "内蒙古XX有限公司"),
        ("张xx", "张xx"),
        ("J1", "J1"),
        ("张X1", "张X1"),
        ("内蒙古通达建材有限责任公司", "某有限责任公司"),
        ("鄂尔多斯市某银行股份有限公司东胜支行", "鄂尔多斯市某银行股份有限公司东胜支行"),
        ("鄂尔多斯银行股份有限公司东胜支行", "某支行"),
        ("东胜区永利商行", "某商行"),
        ("乌审旗嘎鲁图镇某村民委员会", "乌审旗嘎鲁图镇某村民委员会"),
        ("公司", "公某"),  # Nothing but an ending is no enterprise.
        ("吴某", "吴某"),
        ("吴某某", "吴某某"),
        ("李×", "李×"),
        ("张X", "张X"),
        ("", ""),
    ],
)
def test_a_name_by_its_mask(name: str, mask: str) -> None:
    assert PUBLISHED.mask(name) == mask
    assert PUBLISHED.mask(mask) == mask, "a mask is masked"


def test_what_is_not_a_name_is_taken_out() -> None:
    assert PUBLISHED.masked("乌审旗嘎鲁图镇一号", "address") == TAKEN_OUT
    assert PUBLISHED.masked("吴海", "name") == "吴某"


def test_two_alike_are_numbered_as_they_come_up_in_the_case() -> None:
    assert masked(["吴海", "李江", "吴江"]) == {"吴海": "吴某1", "李江": "李某", "吴江": "吴某2"}
    assert masked(["吴海", "吴海"]) == {"吴海": "吴某"}


def test_two_whose_letter_is_the_same_are_numbered() -> None:
    assert masked(["John Smith", "Jane Roe", "Karl"]) == {"John Smith": "J1", "Jane Roe": "J2", "Karl": "K"}


def test_numbers_stay_as_the_case_grows() -> None:
    two = masked(["吴海", "吴江"])
    three = masked(["吴海", "吴江", "吴河"])
    assert {name: three[name] for name in two} == two
    assert three["吴河"] == "吴某3"


def test_a_name_that_is_printed_masked_keeps_its_mask_and_others_do_not_take_it() -> None:
    assert masked(["吴某", "吴海"]) == {"吴某": "吴某", "吴海": "吴某2"}


def test_a_profile_is_found_by_its_permanent_name() -> None:
    assert PROFILES["fs-2016-19"] is PUBLISHED
