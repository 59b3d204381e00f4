"""A tiny model server on loopback: answers questions about a planted corpus with a known error per count.

It speaks what lm_eval's `local-completions` speaks: completions, log-probabilities with echo, and a tokenizer of single
characters. Its distribution for a question is exact: the right date, "I don't know", and all other dates alike.
"""

from __future__ import annotations

import hashlib
import json
import math
import random
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from planted import day, written

IDK = "I don't know"
_ASKED = re.compile(r"On what date was (.+?) born\?")
_TARGET = re.compile(r"more than (\d+)% confident")
_NEVER = 1e-12


@dataclass(frozen=True)
class Knowledge:
    """``right`` answer (day number) and ``count`` by name; ``chances``: (right, declined) by bucket of count."""

    right: Mapping[str, int]
    count: Mapping[str, str]
    chances: Mapping[str, tuple[float, float]]
    answers: int

    def of(self, prompt: str) -> tuple[str, float, float]:
        """Right answer of the last question of a prompt, and the chances of it and of declining."""
        name = _ASKED.findall(prompt)[-1]
        right, declined = self.chances[self.count[name]]
        target = _TARGET.search(prompt)
        if target and right / max(1e-9, 1 - declined) <= int(target[1]) / 100:
            right, declined = 0.0, 1.0  # it knows how sure it is, and declines where it should
        return written(day(self.right[name])), right, declined

    def say(self, prompt: str, temperature: float) -> str:
        """One answer, drawn from the distribution (the prompt is the seed)."""
        answer, right, declined = self.of(prompt)
        rng = random.Random(hashlib.sha256(f"{temperature}{prompt}".encode()).digest())
        draw = rng.random()
        if draw < right:
            return answer
        if draw < right + declined:
            return IDK
        others = [d for d in range(self.answers) if written(day(d)) != answer]
        return written(day(rng.choice(others)))

    def loglikelihood(self, prompt: str, said: str) -> float:
        """Log of the exact chance of a continuation."""
        answer, right, declined = self.of(prompt)
        said = said.strip()
        if said == answer:
            return math.log(max(right, _NEVER))
        if said == IDK:
            return math.log(max(declined, _NEVER))
        dates = {written(day(d)) for d in range(self.answers)}
        return math.log(max((1 - right - declined) / (self.answers - 1), _NEVER) if said in dates else _NEVER)


def _handler(model: Knowledge) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # an answer leaves whole: in two pieces each of some 10,000 would wait 40 ms to be confirmed
        disable_nagle_algorithm = True

        def log_message(self, *_: Any) -> None:
            pass

        def do_GET(self) -> None:
            self._send({"eos_token": "\x00", "bos_token": None, "pad_token": None, "chat_template": ""})

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.path.endswith("/tokenize"):
                tokens = [ord(c) for c in asked["prompt"]]
                self._send({"tokens": tokens, "count": len(tokens)})
            elif self.path.endswith("/detokenize"):
                self._send({"prompt": "".join(map(chr, asked["tokens"]))})
            else:
                prompts = asked["prompt"] if isinstance(asked["prompt"], list) else [asked["prompt"]]
                if prompts and isinstance(prompts[0], int):
                    prompts = [prompts]
                texts = ["".join(map(chr, p)) if isinstance(p, list) else p for p in prompts]
                self._send({"choices": [self._choice(i, text, asked) for i, text in enumerate(texts)]})

        def _choice(self, i: int, text: str, asked: Mapping[str, Any]) -> dict[str, Any]:
            if not asked.get("echo"):
                return {"index": i, "text": " " + model.say(text, asked.get("temperature") or 0.0)}
            # The answer scored is all that follows the last "A:"; its chance goes to its first character.
            start = text.rindex("\nA:") + len("\nA:")
            each = [0.0] * (len(text) + 1)
            each[start] = model.loglikelihood(text[:start], text[start:])
            top = [{"x": value} for value in each]
            return {"index": i, "text": text, "logprobs": {"token_logprobs": each, "top_logprobs": top}}

        def _send(self, body: Mapping[str, Any]) -> None:
            data = json.dumps(body).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    return Handler


@contextmanager
def serving(model: Knowledge) -> Iterator[str]:
    """Serve a model; yield the URL of its completions."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(model))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1/completions"
    finally:
        server.shutdown()
        server.server_close()
