"""The working groups of the demonstration, beside the seven founding ones."""
# ruff: noqa: E501  (sentences that people read are not broken)

from dataclasses import dataclass, field

from community.groups.models import JoinPolicy, Visibility

_OPEN, _ASK, _INVITED = JoinPolicy.OPEN, JoinPolicy.ON_REQUEST, JoinPolicy.BY_INVITATION

QUESTIONS = {
    "en": ["How did you hear of this group?", "How much time can you give?"],
    "ko": ["이 모임을 어떻게 알게 되셨나요?", "시간을 얼마나 내실 수 있나요?"],
}


@dataclass(frozen=True)
class Circle:
    """One invented group: what it says of itself in English and in Korean."""

    slug: str
    commitments: tuple[int, ...]
    policy: JoinPolicy
    names: dict[str, str] = field(repr=False)
    purposes: dict[str, str] = field(repr=False)
    visibility: Visibility = Visibility.PUBLIC
    vouches: int = 0
    professions: tuple[str, ...] = ()

    @property
    def questions(self) -> dict[str, list[str]]:
        """What those who ask to join are asked."""
        return QUESTIONS if self.policy is _ASK else {"en": [], "ko": []}


def _circle(
    slug: str,
    commitments: tuple[int, ...],
    policy: JoinPolicy,
    *,
    en: tuple[str, str],
    ko: tuple[str, str],
    visibility: Visibility = Visibility.PUBLIC,
    vouches: int = 0,
    professions: tuple[str, ...] = (),
) -> Circle:
    names, purposes = {"en": en[0], "ko": ko[0]}, {"en": en[1], "ko": ko[1]}
    return Circle(slug, commitments, policy, names, purposes, visibility, vouches, professions)


CIRCLES = (
    _circle(
        "translators",
        (6, 7),
        _ASK,
        professions=("2",),
        en=(
            "Translators’ circle",
            "Subtitles and testimony between Korean and English, always in pairs: one reads, one writes, both sign off.",
        ),
        ko=(
            "번역 모임",
            "자막과 증언을 한국어와 영어로 옮깁니다. 늘 둘이 짝을 이루어 한 사람은 읽고 한 사람은 씁니다.",
        ),
    ),
    _circle(
        "film-nights",
        (2, 7),
        _OPEN,
        en=("Film nights", "One film, one guest, one city a month. We lend you the film, the poster and the courage."),
        ko=("영화의 밤", "한 달에 영화 한 편, 손님 한 분, 도시 하나. 영화와 포스터와 용기를 빌려드립니다."),
    ),
    _circle(
        "nurses-and-doctors",
        (1,),
        _ASK,
        professions=("2", "3"),
        en=(
            "Nurses and doctors",
            "The first months in a new country: a guide to clinics in plain words, and a line to call.",
        ),
        ko=(
            "간호사와 의사",
            "새로운 나라에서 보내는 첫 몇 달. 쉬운 말로 쓴 병원 안내서와 전화 한 통의 도움을 마련합니다.",
        ),
    ),
    _circle(
        "newcomers-table",
        (3, 4),
        _OPEN,
        professions=("5",),
        en=(
            "The newcomers’ table",
            "Soup on the first Thursday of the month, in eleven cities. Nobody has to tell a story.",
        ),
        ko=(
            "새로 온 사람의 식탁",
            "매달 첫째 목요일, 열한 도시에서 따뜻한 국을 나눕니다. 아무도 사연을 말하지 않아도 됩니다.",
        ),
    ),
    _circle(
        "letters",
        (6,),
        _OPEN,
        en=(
            "A letter a month",
            "We write to officials about people who were caught on the way. A model letter comes on the first of each month.",
        ),
        ko=("한 달에 한 통", "길 위에서 붙잡힌 사람들을 위해 편지를 씁니다. 매달 첫날 본보기 편지를 보내드립니다."),
    ),
    _circle(
        "asylum-lawyers",
        (1, 6),
        _INVITED,
        professions=("2", "4"),
        en=(
            "Asylum lawyers",
            "Case law, country reports and second opinions among colleagues. By invitation, for the sake of those we represent.",
        ),
        ko=(
            "난민 변호사",
            "판례와 국가 보고서를 나누고 서로의 사건에 의견을 보탭니다. 의뢰인을 위해 초대로만 함께합니다.",
        ),
        visibility=Visibility.MEMBERS,
    ),
    _circle(
        "young-speakers",
        (4,),
        _ASK,
        en=(
            "Young speakers",
            "Twelve weeks from a first sentence to a first audience, with a mentor who keeps your secrets.",
        ),
        ko=("젊은 연설가", "첫 문장에서 첫 청중까지 열두 주. 비밀을 지켜 주는 멘토가 곁에 있습니다."),
    ),
    _circle(
        "radio",
        (5,),
        _ASK,
        professions=("2", "3"),
        en=("Radio at night", "Plain news, weather, and songs that people know, read calmly and recorded at home."),
        ko=("밤의 라디오", "담담한 소식과 날씨, 모두가 아는 노래를 집에서 차분히 녹음합니다."),
        visibility=Visibility.MEMBERS,
    ),
    _circle(
        "webtoons",
        (2,),
        _OPEN,
        en=(
            "Drawn mornings",
            "Comics about ordinary days in the North: markets, trains, first love, a borrowed bicycle.",
        ),
        ko=("그림으로 그린 아침", "북녘의 평범한 하루를 만화로 그립니다. 장마당과 기차, 첫사랑, 빌린 자전거."),
    ),
    _circle(
        "students",
        (3, 7),
        _OPEN,
        en=("Students everywhere", "Campus groups in nineteen countries share speakers, posters and mistakes."),
        ko=("어디에나 학생", "열아홉 나라의 동아리가 강연자와 포스터와 실수를 나눕니다."),
    ),
    _circle(
        "records",
        (6, 3),
        _ASK,
        en=(
            "Keepers of records",
            "We index testimonies that are already public, so that no voice is lost in a drawer.",
        ),
        ko=("기록을 지키는 사람들", "이미 공개된 증언에 색인을 달아 어떤 목소리도 서랍 속에 묻히지 않게 합니다."),
        vouches=2,
    ),
    _circle(
        "scholarships",
        (4, 1),
        _ASK,
        en=("Small scholarships", "Forty people give a little each month; four young activists study because of it."),
        ko=("작은 장학금", "마흔 명이 매달 조금씩 모아 젊은 활동가 네 명이 공부를 이어 갑니다."),
    ),
    _circle(
        "safe-travel",
        (5,),
        _INVITED,
        en=("Safe travel", "What must not be written on a public page is prepared here."),
        ko=("안전한 길", "공개된 곳에 쓸 수 없는 일을 이곳에서 준비합니다."),
        visibility=Visibility.HIDDEN,
    ),
)
