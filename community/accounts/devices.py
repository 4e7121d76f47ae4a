"""The coarse name of a browser: enough for its owner to recognise, too little to follow anybody by."""

# The first that is found counts: most browsers also name those they descend from.
_BROWSERS = (
    ("edg", "edge"),
    ("opr/", "opera"),
    ("samsungbrowser", "samsung"),
    ("whale/", "whale"),
    ("firefox", "firefox"),
    ("fxios", "firefox"),
    ("crios", "chrome"),
    ("chrome", "chrome"),
    ("safari", "safari"),
)
_SYSTEMS = (
    ("android", "android"),
    ("iphone", "iphone"),
    ("ipad", "ipad"),
    ("windows", "windows"),
    ("mac os", "mac"),
    ("cros", "chromeos"),
    ("linux", "linux"),
)
_NAMES = {
    "edge": "Edge",
    "opera": "Opera",
    "samsung": "Samsung Internet",
    "whale": "Whale",
    "firefox": "Firefox",
    "chrome": "Chrome",
    "safari": "Safari",
    "android": "Android",
    "iphone": "iPhone",
    "ipad": "iPad",
    "windows": "Windows",
    "mac": "Mac",
    "chromeos": "ChromeOS",
    "linux": "Linux",
}


def device_of(user_agent: str) -> str:
    """The browser and the system that a user agent names, without versions, as in `firefox-android`."""
    text = user_agent.lower()
    return f"{_first(_BROWSERS, text)}-{_first(_SYSTEMS, text)}"


def device_names(device: str) -> tuple[str, str]:
    """The names of browser and system as people know them; empty where the device is unknown."""
    browser, _, system = device.partition("-")
    return _NAMES.get(browser, ""), _NAMES.get(system, "")


def _first(known: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for mark, name in known if mark in text), "other")
