"""Words in pictures: Hangul in a real font, never broken inside a word."""

import pytest
from PIL import Image, ImageDraw

from community.web.typesetting import PLAIN, SERIF, STRONG, can_set, fit, width_of

KOREAN = "북한 주민의 인권을 위해 서로의 목소리가 되어 함께 걸어가겠습니다"


@pytest.mark.parametrize("name", [PLAIN, STRONG, SERIF])
@pytest.mark.parametrize("words", [KOREAN, "We will build a community that works together"])
def test_words_stay_whole(name, words):
    setting = fit(words, name, (40, 30, 20), 260, 200)
    assert len(setting.lines) > 1
    assert " ".join(setting.lines) == words
    assert all(width_of(line, name, setting.size) <= 260 for line in setting.lines)
    assert setting.height <= 200


def test_long_words_take_a_smaller_size():
    sizes = [fit(KOREAN * times, SERIF, range(60, 10, -2), 600, 300).size for times in (1, 3, 9)]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == 3


def test_a_word_wider_than_the_box_is_broken_and_what_fits_nowhere_is_cut():
    setting = fit("가" * 200, PLAIN, (30, 20), 200, 90)
    assert all(width_of(line.removesuffix(" …"), PLAIN, 20) <= 200 for line in setting.lines)
    assert setting.lines[-1].endswith("…")
    assert setting.height <= 90


@pytest.mark.parametrize("words", ["김하늘", "Kim Haneul", "金하늘", "Nguyễn Thị Ánh", "Анна Ким", "뷁뚫쌟", "たなか"])
def test_names_of_many_writings_can_be_set(words):
    assert can_set(words)


@pytest.mark.parametrize("words", ["محمد", "ไทย", "Kim \U0001f30a", "刘伟"])
def test_what_no_font_has_is_known(words):
    assert not can_set(words)


@pytest.mark.parametrize("name", [PLAIN, STRONG, SERIF])
def test_hangul_has_shapes_of_its_own(name):
    def drawn(words):
        image = Image.new("RGB", (80, 60), "white")
        fit(words, name, (40,), 80, 60).draw(ImageDraw.Draw(image), 0, 0, (0, 0, 0))
        return image.tobytes()

    assert len({drawn(words) for words in ("가", "나", "뷁", "金", "A", " ")}) == 6
