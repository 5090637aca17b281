"""A web server on the loopback interface that answers whatever a test wants."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

from typing_extensions import override

Answer = Callable[[bytes], tuple[int, bytes]]


@contextmanager
def serve(answer: Answer) -> Iterator[str]:
    """Answer every request with the status and body `answer` makes of what was posted."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, content = answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_GET(self) -> None:
            self.headers["Content-Length"] = "0"
            self.do_POST()

        @override
        def log_message(self, *arguments: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/tsa?who=me"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
