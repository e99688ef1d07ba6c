"""What PyJWT says of tokens: reads a JSON object on standard input, writes a list of true and false."""

import datetime
import json
import sys

import jwt
from jwt import api_jwt

asked = json.load(sys.stdin)
keys = {key["kid"]: (jwt.PyJWK.from_dict(key).key, key["alg"]) for key in asked["keys"]}


class Now(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.datetime.fromtimestamp(asked["now"], tz)


api_jwt.datetime = Now


def takes(token):
    try:
        key, algorithm = keys[jwt.get_unverified_header(token)["kid"]]
        jwt.decode(
            token, key, algorithms=[algorithm], audience=asked["audience"], issuer=asked["issuer"], leeway=30,
            options={"require": ["exp", "aud", "iss", "sub"]},
        )
        return True
    except Exception:
        return False


json.dump([takes(token) for token in asked["tokens"]], sys.stdout)
