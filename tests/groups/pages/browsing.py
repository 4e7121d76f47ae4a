"""What the tests of the pages of groups share."""

SLUG = "film-nights"


def browse(client, people, who):
    client.logout()
    return client if who == "visitor" else client.login(people[who])
