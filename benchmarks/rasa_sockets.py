"""Rasa's own socket.io channel with nothing behind it: no model, no tracker, only its transport.

Runs in the engine's Python. ``POST /push?session_id=…&text=…`` sends to one visitor, as an action's
answer or a member of staff's words would be sent.
"""

from __future__ import annotations

import sys

from rasa.core.channels.socketio import SocketIOInput
from sanic import Request, Sanic, response


async def hear_nothing(_message: object) -> None:
    return None


def main() -> None:
    # Not with session_persistence: Rasa does not await enter_room, which python-socketio 5 made a
    # coroutine, so that nothing would ever arrive.
    channel = SocketIOInput(user_message_evt="user_uttered", bot_message_evt="bot_uttered")
    app = Sanic("rasa_sockets")
    app.blueprint(channel.blueprint(hear_nothing))

    @app.post("/push")
    async def push(request: Request) -> response.HTTPResponse:
        output = channel.get_output_channel()
        if output is None:
            return response.json({"error": "nobody is connected"}, status=409)
        await output.send_text_message(request.args.get("session_id"), request.args.get("text"))
        return response.json({})

    app.run(host="127.0.0.1", port=int(sys.argv[1]), access_log=False)


if __name__ == "__main__":
    main()
