"""A test run that uses no fixture sends nothing to a real server, and leaves nothing for somebody else to send."""

from __future__ import annotations

import http.server
import os
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

TEST = """
    import unittest
    import convlog

    def book():
        conv = convlog.Conversation("CA1")
        conv.log.info("from a test")
        convlog.flush(3)

    {setting}

    class Books(unittest.TestCase):
        def test_books(self):
            book()

        def test_books_again(self):
            book()

    if __name__ == "__main__":
        unittest.main()
"""
DOCUMENTED = '''"""
>>> import test_books
>>> test_books.book()
"""

if __name__ == "__main__":
    import doctest

    doctest.testmod()
'''
#: How people start their tests, in a folder with `test_books.py`.
RUNNERS = {
    "pytest": ["-m", "pytest", "-q", "-p", "no:cacheprovider"],
    "pytest without plugins by name": ["-m", "pytest", "-q", "-p", "no:convlog", "-p", "no:cacheprovider"],
    "unittest": ["-m", "unittest"],
    "unittest of a module": ["-m", "unittest", "test_books"],
    "pytest as a program": ["-c", "import sys, pytest; sys.argv[0] = 'pytest'; sys.exit(pytest.main(['-q']))"],
    "manage.py": ["manage.py", "test"],
    "unittest of a file": ["test_books.py"],
    "unittest of a module that is the program": ["-m", "test_books"],
    "runner of one's own": [
        "-c",
        "import unittest, test_books as t; r = unittest.TextTestRunner(); "
        "r.run(unittest.defaultTestLoader.loadTestsFromModule(t))",
    ],
    "doctest": ["-m", "doctest", "documented.py"],
    "doctest of one's own": ["documented.py"],
}


class Server:
    """Counts what is sent to it."""

    def __init__(self) -> None:
        self.received: list[bytes] = []
        received = self.received

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                received.append(body)
                answer = f'{{"accepted":{body.count(10)},"duplicate":0,"rejected":0,"errors":[],"notes":[]}}'.encode()
                self.send_response(200)
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.server.shutdown()
    running.server.server_close()


def _run(folder: Path, server: Server, command: list[str], setting: str = "", **variables: str) -> str:
    (folder / "test_books.py").write_text(textwrap.dedent(TEST).format(setting=setting))
    (folder / "manage.py").write_text("import sys, unittest; unittest.main(module=None, argv=['x', 'discover'])")
    (folder / "documented.py").write_text(DOCUMENTED)
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("CONVLOG_", "PYTEST", "XDG_STATE"))
    }
    environment = kept | {"CONVLOG_URL": server.url, "HOME": str(folder / "home"), "CONVLOG_API_KEY": "k"} | variables
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("runner", RUNNERS)
def tests_without_the_fixture_send_nothing_and_it_is_said_once(tmp_path: Path, server: Server, runner: str) -> None:
    said = _run(tmp_path, server, RUNNERS[runner])
    assert server.received == []
    # Without its plugin pytest swallows it with all else that is said.
    assert said.count("convlog: this is a test run") == (0 if "without plugins" in runner else 1)
    spooled = [path for path in tmp_path.rglob("*.seg")]
    assert spooled == [], "nothing is left for the next process to send"


#: Programs that a test starts.
CHILDREN = {
    "a program": "subprocess.run([sys.executable, '-c', CODE], check=True)",
    "a program in a shell": "subprocess.run(['sh', '-c', 'exec \"$0\" -c \"$1\"', sys.executable, CODE], check=True)",
    "a worker that is spawned": "run(multiprocessing.get_context('spawn'))",
    "a worker that is forked": "run(multiprocessing.get_context('fork'))",
    "a pool": "multiprocessing.get_context('spawn').Pool(1).map(log, [1])",
}


@pytest.mark.parametrize("child", CHILDREN)
def what_a_test_of_pytest_starts_sends_nothing_either(tmp_path: Path, server: Server, child: str) -> None:
    (tmp_path / "test_children.py").write_text(
        textwrap.dedent("""
            import multiprocessing, subprocess, sys

            CODE = "import convlog; convlog.Conversation('CA1').log.info('from a child')"

            def log(_=None):
                exec(CODE)

            def run(context):
                process = context.Process(target=log)
                process.start()
                process.join()
                assert process.exitcode == 0

            def test_child():
                CHILD
        """).replace("CHILD", CHILDREN[child])
    )
    _run(tmp_path, server, ["-m", "pytest", "-q", "-p", "no:cacheprovider", "test_children.py"])
    assert server.received == []
    assert list(tmp_path.rglob("*.seg")) == []


@pytest.mark.parametrize("start", ["unittest.main()", "unittest.TextTestRunner().run(suite())", "doctest.testmod()"])
def a_program_that_logs_before_it_runs_its_tests_sends_nothing(tmp_path: Path, server: Server, start: str) -> None:
    (tmp_path / "checks.py").write_text(
        textwrap.dedent(f"""
            import doctest, unittest
            import test_books

            test_books.book()

            class Checks(unittest.TestCase):
                def test_more(self):
                    test_books.book()

            def suite():
                return unittest.defaultTestLoader.loadTestsFromTestCase(Checks)

            if __name__ == "__main__":
                {start}
        """)
    )
    said = _run(tmp_path, server, ["checks.py"])
    assert server.received == []
    assert said.count("convlog: this is a test run") == 1


@pytest.mark.parametrize(
    ("setting", "variables"),
    [
        ("convlog.configure(url=__import__('os').environ['CONVLOG_URL'])", {}),
        ("", {"CONVLOG_SEND_IN_TESTS": "yes"}),
        ("", {"CONVLOG_SEND_IN_TESTS": "1"}),
    ],
)
def tests_that_are_to_send_do(tmp_path: Path, server: Server, setting: str, variables: dict[str, str]) -> None:
    said = _run(tmp_path, server, RUNNERS["unittest"], setting, **variables)
    assert b"from a test" in b"".join(server.received)
    assert "this is a test run" not in said


def a_program_that_is_no_test_sends_as_ever(tmp_path: Path, server: Server) -> None:
    said = _run(tmp_path, server, ["-c", "import test_books; test_books.book()"])
    assert b"from a test" in b"".join(server.received)
    assert "this is a test run" not in said


def a_spool_that_is_named_for_tests_alone_is_used(tmp_path: Path, server: Server) -> None:
    _run(tmp_path, server, RUNNERS["unittest"], CONVLOG_URL="", CONVLOG_SPOOL_DIR=str(tmp_path / "spool"))
    assert list((tmp_path / "spool").rglob("*.seg"))
