"""What invented members say of themselves, answer and announce, in each language."""
# ruff: noqa: E501  (sentences that people read are not broken)

LOCALES = {"en": "en_US", "ko": "ko_KR"}

# Line by line the two languages say the same: some tell it in both.
BIOS: dict[str, tuple[str, ...]] = {
    "en": (
        "I came for one evening of translating and stayed for three years.",
        "I listen better than I talk, which turns out to be useful at kitchen tables.",
        "Spreadsheets are my love language. Give me your chaos.",
        "I left at nineteen. These days I mostly argue about soup and footnotes.",
        "My students asked me questions I could not answer, so I went looking.",
        "Third-generation diaspora, first-generation activist.",
        "I repair old radios and wonder who is listening.",
        "Weekdays in a hospital, weekends wherever somebody needs a driver.",
        "I would rather stuff a thousand envelopes than give one speech.",
        "Writing a book about ordinary mornings in Hamhung.",
        "I make films that are seven minutes long and take two years.",
        "Grandmother, gardener, quiet trouble.",
        "Studying law so that the next person has a lawyer.",
        "I know how to ask for money without blushing, and will teach you.",
        "In the evenings I subtitle.\n\n- **Korean into English**, slowly\n- English into Korean, a little faster\n\nI like it *best* in pairs.",
        "It took me **a year and a half** to find a first job. Now I go over other people’s letters with them.\n\n> A first draft need not be the last.",
    ),
    "ko": (
        "하루 저녁 번역을 도우러 왔다가 삼 년째 함께하고 있습니다.",
        "말하기보다 듣기를 잘합니다. 식탁에서는 그게 꽤 쓸모가 있더군요.",
        "숫자 정리를 좋아합니다. 엉킨 장부를 보내 주세요.",
        "열아홉에 떠나왔습니다. 요즘은 국물 맛과 각주를 두고 다툽니다.",
        "학생들의 질문에 답하지 못해 스스로 찾아 나섰습니다.",
        "교포 3세, 활동가로는 1세대입니다.",
        "낡은 라디오를 고치며 누가 듣고 있을지 생각합니다.",
        "평일에는 병원에서, 주말에는 운전이 필요한 곳에서 일합니다.",
        "연설 한 번보다 봉투 천 장 붙이는 쪽이 편합니다.",
        "함흥의 평범한 아침에 대한 책을 쓰고 있습니다.",
        "칠 분짜리 영화를 이 년 동안 만듭니다.",
        "손주를 돌보고 텃밭을 가꾸며, 조용히 말썽을 피웁니다.",
        "다음 사람에게는 변호사가 있기를 바라며 법을 공부합니다.",
        "얼굴을 붉히지 않고 후원을 부탁하는 법을 압니다. 가르쳐 드리겠습니다.",
        "저녁에는 자막을 답니다.\n\n- **한국어에서 영어로**: 천천히\n- 영어에서 한국어로: 조금 빠르게\n\n둘이 짝을 지어 일하는 것이 *가장 좋습니다*.",
        "첫 직장을 구하는 데 **일 년 반**이 걸렸습니다. 이제는 다른 사람의 자기소개서를 함께 고칩니다.\n\n> 처음 쓰는 글이 마지막 글일 필요는 없습니다.",
    ),
}

# The group of ISCO-08, and what it is called in each language.
PROFESSIONS: tuple[tuple[str, dict[str, str]], ...] = (
    ("2", {"en": "Nurse", "ko": "간호사"}),
    ("2", {"en": "Teacher", "ko": "교사"}),
    ("2", {"en": "Software developer", "ko": "개발자"}),
    ("2", {"en": "Lawyer", "ko": "변호사"}),
    ("2", {"en": "Journalist", "ko": "기자"}),
    ("", {"en": "Student", "ko": "대학생"}),
    ("2", {"en": "Interpreter", "ko": "통역사"}),
    ("2", {"en": "Social worker", "ko": "사회복지사"}),
    ("2", {"en": "Film editor", "ko": "영상 편집자"}),
    ("2", {"en": "Accountant", "ko": "회계사"}),
    ("2", {"en": "Researcher", "ko": "연구원"}),
    ("2", {"en": "Librarian", "ko": "사서"}),
    ("2", {"en": "Physician", "ko": "의사"}),
    ("2", {"en": "Designer", "ko": "디자이너"}),
    ("1", {"en": "Café owner", "ko": "카페 사장"}),
    ("3", {"en": "Radio technician", "ko": "라디오 기술자"}),
    ("4", {"en": "Office administrator", "ko": "사무원"}),
    ("5", {"en": "Cook", "ko": "요리사"}),
    ("5", {"en": "Care worker", "ko": "요양보호사"}),
    ("5", {"en": "Hairdresser", "ko": "미용사"}),
    ("6", {"en": "Apple grower", "ko": "사과 농부"}),
    ("7", {"en": "Carpenter", "ko": "목수"}),
    ("7", {"en": "Electrician", "ko": "전기 기사"}),
    ("8", {"en": "Bus driver", "ko": "버스 기사"}),
    ("9", {"en": "Parcel courier", "ko": "택배 기사"}),
)

SKILLS: dict[str, tuple[str, ...]] = {
    "en": ("interpreting", "subtitles", "grant writing", "mentoring", "first aid", "bookkeeping", "web pages", "photography", "public speaking", "cooking for forty", "driving", "archives", "asylum law", "podcasts"),
    "ko": ("통역", "자막", "지원서 쓰기", "멘토링", "응급 처치", "회계", "웹 개발", "사진", "강연", "사십 인분 요리", "운전", "기록 보관", "난민법", "팟캐스트"),
}  # fmt: skip

CITIES: dict[str, tuple[str, ...]] = {
    "KR": ("서울", "부산", "대구", "인천", "광주", "Seoul", "Busan"),
    "US": ("Washington", "Los Angeles", "Chicago", "Atlanta", "New York"),
    "GB": ("London", "Leeds", "Edinburgh"),
    "CA": ("Toronto", "Vancouver"),
    "DE": ("Berlin", "Leipzig"),
    "JP": ("Tokyo", "Osaka"),
    "AU": ("Sydney", "Melbourne"),
    "FR": ("Paris", "Lyon"),
}

AFFILIATIONS: dict[str, tuple[str, ...]] = {
    "en": ("Lantern Street Library", "Tidewater Students for Rights", "Harbour Clinic", "The Seven Tables", "Northward Film Society", "Cedar Law Collective", "Open Window Radio", "St. Brendan Parish"),
    "ko": ("등불거리 도서관", "밀물 대학생 모임", "항구 진료소", "일곱 식탁", "북쪽으로 영화 모임", "느티나무 법률 모임", "열린 창 라디오", "아침노을 교회"),
}  # fmt: skip

# A few who are seen under a name of their choice.
PSEUDONYMS: dict[str, tuple[str, ...]] = {
    "en": ("A friend in Ohio", "River", "Someone from Hyesan", "Paper Boat", "Two cups of tea"),
    "ko": ("종이배", "혜산에서 온 사람", "늦봄", "도라지", "바다 건너 친구"),
}

# For each question of demo/circles.py, in its order, what people may answer.
ANSWERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "en": (
        (
            "A friend who is already here told me about you over dinner, and I could not stop thinking of it.",
            "Through your announcement in our library. I have helped with two film nights since.",
            "I endorsed the fourth commitment and looked for people who do something about it.",
        ),
        (
            "Two evenings a week, more in summer. I am reliable and slow.",
            "Sundays. I did this for a living for eleven years and would like it to be good for something else.",
            "An hour here and there. I am new to all of it, but I have a car and a patient nature.",
        ),
    ),
    "ko": (
        (
            "이미 함께하는 친구가 저녁 자리에서 이야기해 주었고, 그 뒤로 계속 마음에 남았습니다.",
            "도서관에 붙은 안내를 보고 알게 되었습니다. 영화 모임을 두 번 도왔습니다.",
            "네 번째 다짐을 지지하고 나서, 실제로 움직이는 분들을 찾아보았습니다.",
        ),
        (
            "일주일에 이틀 저녁, 여름에는 더 가능합니다. 느리지만 꾸준합니다.",
            "일요일마다 가능합니다. 십일 년 동안 직업으로 해 온 일이 다른 곳에도 쓰이면 좋겠습니다.",
            "틈틈이 한 시간씩 낼 수 있습니다. 모든 것이 처음이지만 차가 있고 참을성도 있습니다.",
        ),
    ),
}

ANNOUNCEMENTS: dict[str, tuple[tuple[str, str], ...]] = {
    "en": (
        ("Next meeting: Thursday, eight in the evening", "We meet online at the usual place. On the table: what we finished, what got stuck, and who would like to take over the notes.\n\nNewcomers are welcome ten minutes earlier."),
        ("We did it", "Thirty-one people worked on this for five months, and today the last page is done. Thank you. Take a week off; then let us talk about what comes next."),
        ("Two pairs of eyes needed", "Somebody with good English and somebody with good Korean, for one evening, to read forty short texts side by side. Write to me."),
        ("A gentle reminder", "Please keep names out of what you write here, your own family's most of all. When in doubt, leave it out."),
    ),
    "ko": (
        ("다음 모임: 목요일 저녁 여덟 시", "늘 만나던 온라인 자리에서 모입니다. 마친 일, 막힌 일, 그리고 기록을 이어받을 분을 이야기합니다.\n\n처음 오시는 분은 십 분 먼저 들어와 주세요."),
        ("해냈습니다", "서른한 명이 다섯 달 동안 함께한 일을 오늘 마무리했습니다. 고맙습니다. 한 주 쉬고, 그다음을 이야기합시다."),
        ("함께 읽어 줄 두 분을 찾습니다", "영어가 편한 분과 한국어가 편한 분이 하루 저녁 마주 앉아 짧은 글 마흔 편을 나란히 읽습니다. 연락 주세요."),
        ("조심스러운 부탁", "이곳에 쓰는 글에는 이름을 남기지 말아 주세요. 무엇보다 가족의 이름이 그렇습니다. 망설여지면 쓰지 않는 편이 좋습니다."),
    ),
}  # fmt: skip

# What is told to moderators about whom one vouches for.
VOUCH_NOTES: dict[str, tuple[str, ...]] = {
    "en": (
        "We taught in the same evening school for two years.",
        "My neighbour. We cook together on Sundays.",
        "We met at the conference in Geneva and have written to each other since.",
    ),
    "ko": (
        "같은 야학에서 이 년 동안 함께 가르쳤습니다.",
        "이웃입니다. 일요일마다 함께 밥을 짓습니다.",
        "작년 세미나에서 만나 지금까지 연락하고 지냅니다.",
    ),
}

# What somebody writes who asks another member for contact.
REQUESTS = {
    "en": (
        "We sat at the same table at the last meeting. I would like to go on talking.",
        "I translate between Korean and English and read that you look for somebody. Can I help?",
        "I am new here and looking for a mentor. Would you have half an hour some time?",
    ),
    "ko": (
        "지난 모임에서 같은 자리에 앉았던 사람입니다. 이야기를 더 나누고 싶습니다.",
        "한국어와 영어를 통역합니다. 찾고 계신다고 해서 연락드립니다. 도와드려도 될까요?",
        "가입한 지 얼마 되지 않아 멘토를 찾고 있습니다. 언제 30분쯤 시간을 내 주실 수 있을까요?",
    ),
}
# What a coordinator and a member write to each other, in turn.
LETTERS = {
    "en": (
        "Thank you for coming on Thursday. Did the recording arrive?",
        "It did. I can have the subtitles ready by Sunday.",
        "Wonderful. Sunday is early enough.",
        "Then I will begin tonight.",
        "Shall I look for a second pair of eyes for the Korean side?",
    ),
    "ko": (
        "목요일에 와 주셔서 감사합니다. 녹음 파일은 받으셨나요?",
        "네, 받았습니다. 자막은 일요일까지 마칠 수 있습니다.",
        "정말 잘됐네요. 일요일이면 충분합니다.",
        "그럼 오늘 밤부터 시작하겠습니다.",
        "영어 쪽을 한 번 더 봐 줄 분을 찾아볼까요?",
    ),
}

# What somebody reports, by the reason, in the reporter's language.
REPORTS = {
    "danger": {
        "en": "This member asked me three times where my brother lives now, and knew the name of his street.",
        "ko": "이 회원이 제 동생이 지금 어디 사는지 세 번이나 물었고, 동네 이름까지 알고 있었습니다.",
    },
    "infiltrator": {
        "en": "Joined every group in one evening and asks everybody the same questions about their journey.",
        "ko": "하룻저녁에 모든 그룹에 가입하더니 사람마다 탈북 경로를 똑같이 묻습니다.",
    },
    "harassment": {
        "en": "Writes to me under every announcement and does not stop.",
        "ko": "공지마다 저에게 글을 남기고 그만두지 않습니다.",
    },
    "spam": {"en": "Offers everybody the same investment.", "ko": "만나는 사람마다 같은 투자를 권합니다."},
}
OUTCOMES = {
    "en": "We talked to both of you, and the member has promised to stop.",
    "ko": "두 분과 이야기를 나누었고, 그 회원은 그만두겠다고 약속했습니다.",
}
OPENED_BECAUSE = {
    "en": "Another account claims to be you, from another city.",
    "ko": "다른 계정이 다른 도시에서 회원님을 사칭한다는 신고가 있었습니다.",
}
