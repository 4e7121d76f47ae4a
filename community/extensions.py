"""The Flask extensions, unbound; `app.py` binds them."""

from flask_babel import Babel
from flask_limiter import Limiter
from flask_login import LoginManager
from flask_wtf import CSRFProtect

from community.web.client import client_key

babel = Babel()
csrf = CSRFProtect()
limiter = Limiter(client_key)
login_manager = LoginManager()
