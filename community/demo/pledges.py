"""What invented endorsers pledge for each commitment; the Korean commitments say other things in places."""

PLEDGES: dict[str, dict[int, tuple[str, ...]]] = {
    "en": {
        1: (
            "I am a nurse. I will write the first guide to the clinic that I wish I had been given.",
            "I teach mathematics, and will tutor two students from North Korea every week, online.",
            "As a lawyer I will take on two asylum cases a year without a fee.",
            "My bakery will offer one paid apprenticeship each year, no questions about papers from before.",
        ),
        2: (
            "I will invite somebody from the other side of the aisle to every talk that I organise.",
            "I will write to my member of parliament, whichever party holds the seat.",
            "I will correct people when they use this cause to score points, my own friends first.",
            "Our reading club has left and right in it. We will read one testimony every season, together.",
        ),
        3: (
            "I will host a table every first Thursday: soup, newcomers, and one question to work on.",
            "I can build websites. Twenty hours a month are yours.",
            "I will keep our group's notes so well that nobody's work is done twice.",
            "I will set aside one evening a week for answering whoever is new here.",
        ),
        4: (
            "I will be a mentor to one young activist for a year and open my address book.",
            "I will help with grant applications, from the first draft to the last signature.",
            "I will train speakers: how to tell your story and keep the parts that are yours alone.",
            "I will pay for one English course a year for somebody who wants to speak at the UN.",
        ),
        5: (
            "I will record the news, plainly read, for radio that is heard inside.",
            "I will translate one practical handbook a year: health, law, how markets work.",
            "I study small memory cards and what can be put on them. I will share what I learn, carefully.",
        ),
        6: (
            "I will write one letter a month for people who were caught in China.",
            "I will stand at the consulate every August with a name on my sign, not a slogan.",
            "I will ask my city council to remember the people who were sent back.",
            "I will interpret for anybody who testifies, in the room or from afar.",
        ),
        7: (
            "I will connect our student union with the groups in Seoul, Geneva and Nairobi.",
            "I will sit with Tibetan, Uyghur and Hong Kong friends and learn what worked for them.",
            "I will put up travelling activists: there is a spare room in Berlin.",
            "I will keep a calendar of everything that happens anywhere, so that nobody plans alone.",
        ),
    },
    "ko": {
        1: (
            "간호사로서 새로 오신 분들이 병원을 처음 이용할 때 볼 안내서를 만들겠습니다.",
            "매주 두 시간씩 온라인으로 탈북 학생에게 수학을 가르치겠습니다.",
            "회계사입니다. 작은 인권 단체의 장부를 무료로 봐 드리겠습니다.",
            "우리 가게에서 해마다 한 분께 유급 실습 자리를 마련하겠습니다.",
        ),
        2: (
            "북한 사람들의 일상을 담은 웹툰을 한 달에 한 편씩 그리겠습니다.",
            "동네 극장에서 계절마다 북한 영화제를 열겠습니다.",
            "북녘에서 부르던 노래를 새로 편곡해 누구나 들을 수 있게 올리겠습니다.",
            "정치 이야기 없이 사람 이야기만 담은 짧은 영상을 만들겠습니다.",
        ),
        3: (
            "매달 첫째 목요일, 따뜻한 국과 함께 새로 온 사람을 위한 자리를 열겠습니다.",
            "개발자입니다. 한 달에 스무 시간을 이 공동체에 쓰겠습니다.",
            "모임의 기록을 꼼꼼히 남겨 같은 일을 두 번 하지 않게 하겠습니다.",
            "처음 온 분들의 질문에 하루 안에 답하겠습니다.",
        ),
        4: (
            "젊은 활동가 한 사람의 일 년 동안의 멘토가 되겠습니다.",
            "매달 조금씩 활동가 장학금을 보태겠습니다.",
            "지원서를 함께 쓰고 끝까지 다듬어 드리겠습니다.",
            "국제무대에서 말하고 싶은 분의 영어 연설을 함께 준비하겠습니다.",
        ),
        5: (
            "북녘에서 들을 수 있도록 소식을 담담하게 읽어 녹음하겠습니다.",
            "건강과 법, 장사에 관한 실용서를 일 년에 한 권씩 우리말로 옮기겠습니다.",
            "고향에 두고 온 친구들이 스스로 선택할 날을 위해 먼저 공부하겠습니다.",
        ),
        6: (
            "중국에서 붙잡힌 분들을 위해 한 달에 한 통씩 편지를 쓰겠습니다.",
            "해마다 팔월, 구호가 아니라 이름을 적은 팻말을 들고 서 있겠습니다.",
            "증언하는 분 곁에서 통역하겠습니다. 현장이든 온라인이든 가겠습니다.",
            "강제로 돌려보내진 사람들을 우리 시의회가 기억하게 하겠습니다.",
        ),
        7: (
            "우리 학교 동아리와 다른 나라의 학생 단체를 이어 보겠습니다.",
            "홍콩과 티베트, 위구르 친구들에게서 무엇을 했는지 듣고 배우겠습니다.",
            "여행 중인 활동가에게 방 한 칸을 내어 드리겠습니다. 부산에 있습니다.",
            "세계 곳곳의 행사를 모은 달력을 만들어 아무도 혼자 준비하지 않게 하겠습니다.",
        ),
    },
}
