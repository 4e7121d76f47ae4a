"""The seven groups that the network begins with, one for each commitment of the declaration.

Each language speaks to its own text of the commitment; the Korean text is an original and says other things in places.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class FoundingGroup:
    """What a founding group says of itself."""

    slug: str
    commitment: int
    names: dict[str, str]
    purposes: dict[str, str]


FOUNDING_GROUPS = (
    FoundingGroup(
        "professions",
        1,
        {"en": "Professions for rights", "ko": "전문 분야와 일상"},
        {
            "en": (
                "Nurses, programmers, teachers, lawyers, cooks: every trade can do something that no campaign"
                " can. We look for the point where your own work meets the rights of North Koreans, and start"
                " there, small and soon.\n\n"
                "Begin by telling the group what you do for a living and how many hours a month you could spare."
            ),
            "ko": (
                "간호사, 개발자, 교사, 변호사, 요리사. 어떤 직업이든 그 일을 하는 사람만이 할 수 있는 몫이"
                " 있습니다. 내가 날마다 하는 일이 북한 주민과 북한 난민의 자유와 인권에 닿는 지점을 함께 찾고,"
                " 작은 일부터 바로 시작합니다.\n\n"
                "먼저 무슨 일을 하시는지, 한 달에 몇 시간쯤 함께하실 수 있는지 알려 주세요."
            ),
        },
    ),
    FoundingGroup(
        "common-ground",
        2,
        {"en": "Common ground", "ko": "문화로 여는 공감"},
        {
            "en": (
                "The rights of North Koreans belong to no party. We bring together people who would not otherwise"
                " sit at one table, prepare talks and texts that hold up whoever governs, and speak up when the"
                " cause is used for something else.\n\n"
                "Begin by naming one person outside your own circle whom you could invite."
            ),
            "ko": (
                "북한 인권은 어느 한 진영의 것이 아닙니다. 우리는 편을 가르는 말 대신 영화와 음악, 웹툰과 문학,"
                " 전시와 짧은 영상으로 더 많은 사람의 마음에 다가갑니다. 만드는 사람, 소개하는 사람, 자기"
                " 이야기를 들려줄 사람 모두 함께합니다.\n\n"
                "먼저 사람들과 나누고 싶은 작품 하나를 소개해 주세요."
            ),
        },
    ),
    FoundingGroup(
        "community",
        3,
        {"en": "Building the community", "ko": "공동체 가꾸기"},
        {
            "en": (
                "A movement lasts when people stay in it gladly. We welcome newcomers, try out new ways of"
                " working, keep what works and write it down so that others can use it.\n\n"
                "Begin by greeting somebody who joined this week, or by telling us what was hard when you joined."
            ),
            "ko": (
                "운동이 오래가려면 그 안의 사람들이 기꺼이 머물 수 있어야 합니다. 새로 오신 분을 맞이하고, 새로운"
                " 방식을 시도하고, 효과가 있었던 것은 기록으로 남겨 젊고 전문성 있는 공동체를 함께 가꿉니다.\n\n"
                "먼저 이번 주에 오신 분에게 인사를 건네 주세요. 처음 왔을 때 무엇이 어려웠는지 들려주셔도"
                " 좋습니다."
            ),
        },
    ),
    FoundingGroup(
        "next-generation",
        4,
        {"en": "Activists of the defector community", "ko": "젊은 활동가 키우기"},
        {
            "en": (
                "Those who lived it should lead. We stand beside activists of the defector community with"
                " mentors, training, safe ways to speak in public and honest feedback, for as long as they want"
                " it.\n\n"
                "Begin by saying whether you look for a mentor or could be one. Nobody has to tell their story"
                " here."
            ),
            "ko": (
                "젊은 탈북자 인권 활동가가 제 목소리로 이끌 수 있도록 곁에서 돕습니다. 멘토를 잇고, 글쓰기와"
                " 발표와 외국어를 함께 익히고, 장학금과 활동비를 마련할 길을 찾습니다.\n\n"
                "먼저 멘토를 찾고 계신지, 멘토가 되어 주실 수 있는지, 재원 마련을 거들어 주실 수 있는지 알려"
                " 주세요. 이곳에서 지난 이야기를 꼭 해야 하는 것은 아닙니다."
            ),
        },
    ),
    FoundingGroup(
        "empowerment",
        5,
        {"en": "With the people of North Korea", "ko": "북한 주민의 자결권"},
        {
            "en": (
                "People change their own country when they know more and can do more. We gather what is known"
                " about information, education and livelihoods inside North Korea, and develop measures that put"
                " nobody there at risk.\n\n"
                "Begin by telling us what you know about and what you could try. Never post names, places or"
                " routes of people in North Korea."
            ),
            "ko": (
                "북한의 앞날은 북한 주민이 스스로 정할 수 있어야 합니다. 주민이 더 많이 알고, 더 많이 배우고,"
                " 스스로 선택할 수 있게 하는 방안을 찾아 안전하게 옮깁니다. 무엇을 하든 북한에 있는 사람의 안전이"
                " 먼저입니다.\n\n"
                "먼저 어떤 분야를 잘 아시는지, 무엇을 해 보고 싶으신지 알려 주세요. 북한에 있는 사람의 이름이나"
                " 사는 곳, 오가는 길은 절대 적지 마세요."
            ),
        },
    ),
    FoundingGroup(
        "solidarity",
        6,
        {"en": "Voice and solidarity", "ko": "목소리와 국제 연대"},
        {
            "en": (
                "We carry the voices of North Koreans and North Korean refugees to parliaments, to the United"
                " Nations and to the press, and keep the pressure on the governments of North Korea and China,"
                " above all against forced repatriation.\n\n"
                "Begin by naming one hearing, one open letter or one deadline that you could help us prepare for."
            ),
            "ko": (
                "북한 주민과 북한 난민의 목소리를 각국 의회와 유엔, 언론에 전합니다. 강제 북송을 멈추도록, 그리고"
                " 책임이 잊히지 않도록 국제사회와 연대하여 북한과 중국을 계속 압박합니다.\n\n"
                "먼저 다가오는 청문회나 공개서한, 의견서 제출 가운데 함께 준비하고 싶은 일을 하나 알려 주세요."
            ),
        },
    ),
    FoundingGroup(
        "global-network",
        7,
        {"en": "Global network", "ko": "세계 활동가 네트워크"},
        {
            "en": (
                "Small groups in many countries often work on the same thing without knowing of each other. We"
                " connect them across languages and time zones, translate, and learn from freedom movements"
                " elsewhere.\n\n"
                "Begin by telling us where you are, which languages you speak and whom you already work with."
            ),
            "ko": (
                "세계 곳곳에서 자유와 인권, 민주주의를 위해 애쓰는 사람들이 서로를 모른 채 같은 일을 하고"
                " 있습니다. 언어와 시차를 넘어 이들을 잇고, 글을 옮기고, 다른 나라의 자유 운동에서 배웁니다.\n\n"
                "먼저 어느 나라에 계신지, 어떤 언어를 하시는지, 지금 누구와 함께 활동하시는지 알려 주세요."
            ),
        },
    ),
)
