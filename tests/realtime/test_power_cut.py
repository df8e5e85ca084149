"""A server that is killed in the middle of its work has lost nothing that it acknowledged."""

import threading
import uuid

from websockets.exceptions import ConnectionClosed

from codesign.enums import Stage
from tests.factories import make_board
from tests.faults.marks import on_a_server
from tests.realtime.sockets import adding, joined, socket_of

pytestmark = on_a_server
WRITERS = 4
ENOUGH = 40


class Writer(threading.Thread):
    """Writes as fast as it is acknowledged until the server is gone, and remembers what it sent and was told."""

    def __init__(self, live, board, client, enough: threading.Event) -> None:
        super().__init__()
        self.live, self.board, self.client, self.enough = live, board, client, enough
        self.sent: list[dict] = []
        self.acknowledged: dict[str, int] = {}

    def run(self) -> None:
        try:
            with socket_of(self.client, self.live, self.board) as socket:
                while True:
                    self._write(socket)
        except ConnectionClosed:
            return

    def _write(self, socket) -> None:
        commands = [adding(f"n{len(self.sent)}", op_id=str(uuid.uuid4())) for _ in range(5)]
        self.sent += commands
        socket.do(*commands)
        for _ in commands:
            answer = socket.next("ack", "refused")
            if answer["t"] == "ack":
                self.acknowledged[answer["op_id"]] = answer["seq"]
        if len(self.acknowledged) >= ENOUGH:
            self.enough.set()


def killed_under_load(live, board) -> list[Writer]:
    writers = [Writer(live, board, joined(board), threading.Event()) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        assert writer.enough.wait(60)
    live.kill()
    for writer in writers:
        writer.join(60)
    return writers


def test_what_was_acknowledged_is_there_once_after_a_power_cut(watched):
    board = make_board(Stage.GROUP)
    writers = killed_under_load(watched, board)
    watched.start()
    logged = {str(op_id): seq for op_id, seq in board.ops.values_list("op_id", "seq")}
    for writer in writers:
        assert writer.acknowledged.items() <= logged.items()
    for writer in writers:
        with socket_of(writer.client, watched, board) as socket:
            socket.do(*writer.sent[-10:])
            answers = {answer["op_id"]: answer["seq"] for answer in (socket.next("ack") for _ in range(10))}
        known = answers.keys() & logged.keys()
        assert {op_id: answers[op_id] for op_id in known} == {op_id: logged[op_id] for op_id in known}
    head = board.ops.count()
    assert list(board.ops.values_list("seq", flat=True)) == list(range(1, head + 1))
    assert board.notes.count() == head == len({op for writer in writers for op in _ids(writer)} & _logged(board))


def _ids(writer: Writer) -> set[str]:
    return {command["op_id"] for command in writer.sent}


def _logged(board) -> set[str]:
    return {str(op_id) for op_id in board.ops.values_list("op_id", flat=True)}
